package io.boreas.http.server;

import com.typesafe.config.Config;
import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.http.mesos.wire.PageHosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code boreas.http.mesos}: bounds of the APIs of Mesos. Defaults and their meaning are in {@code reference.conf}.
 *
 * @param bodyBytesMax longest body, also of what a compressed one holds, 64 KiB to 64 MiB
 * @param heartbeat how often a stream carries a HEARTBEAT, 100 ms to 1 min
 * @param streamEventsMax events that wait for a scheduler at most, 16 to 10,000,000
 * @param streamBytesMax bytes of events that wait for a scheduler at most, 64 KiB to 1 GiB
 * @param constraintProgramMax size of a regular expression in constraints of offers, 1 to 1,000. Source of the default: Mesos,
 *     {@code --offer_constraints_re2_max_program_size}
 * @param webUi the folder of Mesos's own web UI; empty to serve none. Source: Mesos, {@code --webui_dir}
 * @param webUiHosts the hosts whose pages may read this master: those of all masters of the cell
 * @param rateLimits file of how often principals may call the scheduler API. Source: Mesos, {@code --rate_limits}
 */
public record MesosSettings(
        int bodyBytesMax,
        Duration heartbeat,
        int streamEventsMax,
        long streamBytesMax,
        int constraintProgramMax,
        Optional<Path> webUi,
        PageHosts webUiHosts,
        Optional<Path> rateLimits) {
    public MesosSettings {
        HttpSettings.within("mesos.body-bytes-max", bodyBytesMax, 64 << 10, 64 << 20);
        HttpSettings.within("mesos.heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofMinutes(1));
        HttpSettings.within("mesos.stream-events-max", streamEventsMax, 16, 10_000_000);
        HttpSettings.within("mesos.stream-bytes-max", streamBytesMax, 64L << 10, 1L << 30);
        HttpSettings.within("mesos.constraint-program-max", constraintProgramMax, 1, RegularExpressions.PROGRAM_MAX);
    }

    static MesosSettings from(Config mesos) {
        return new MesosSettings(
                Math.toIntExact(mesos.getBytes("body-bytes-max")),
                mesos.getDuration("heartbeat"),
                mesos.getInt("stream-events-max"),
                mesos.getBytes("stream-bytes-max"),
                mesos.getInt("constraint-program-max"),
                Optional.of(mesos.getString("web-ui"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of),
                PageHosts.of(mesos.getStringList("web-ui-hosts")),
                Optional.of(mesos.getString("rate-limits"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of));
    }
}
