package io.boreas.http.mesos.state;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.MasterMessages;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this master says of itself. Builds carry no date, so that they are the same whenever they are made: the start stands
 * for it.
 *
 * @param flags settings under the names that Mesos's flags for them have
 */
public record MasterFacts(String program, Instant startedAt, SortedMap<String, String> flags) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String USER = "boreas";

    public MasterFacts {
        flags = Collections.unmodifiableSortedMap(new TreeMap<>(flags));
    }

    public static MasterFacts of(CellInfo cell, SortedMap<String, String> flags) {
        return new MasterFacts(cell.version(), cell.startedAt(), flags);
    }

    /** How a version of this program is called where Mesos names a tag. */
    public static String tag(String program) {
        return "boreas-" + program;
    }

    public Mesos.VersionInfo version() {
        return Mesos.VersionInfo.newBuilder()
                .setVersion(MasterMessages.MESOS_VERSION)
                .setBuildDate(DATE.format(startedAt))
                .setBuildTime(startedAt.getEpochSecond())
                .setBuildUser(USER)
                .setGitTag(tag(program))
                .build();
    }

    public List<Mesos.Flag> flagMessages() {
        return flags.entrySet().stream()
                .map(flag -> Mesos.Flag.newBuilder()
                        .setName(flag.getKey())
                        .setValue(flag.getValue())
                        .build())
                .toList();
    }

    /** The fields of {@code /version}, which other endpoints have too. */
    public void writeVersion(JsonGenerator out) throws IOException {
        var version = version();
        out.writeStringField("build_date", version.getBuildDate());
        out.writeNumberField("build_time", startedAt.getEpochSecond());
        out.writeStringField("build_user", version.getBuildUser());
        out.writeStringField("git_tag", version.getGitTag());
        out.writeStringField("version", version.getVersion());
    }

    /** The field {@code flags}. */
    public void writeFlags(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("flags");
        for (var flag : flags.entrySet()) {
            out.writeStringField(flag.getKey(), flag.getValue());
        }
        out.writeEndObject();
    }
}
