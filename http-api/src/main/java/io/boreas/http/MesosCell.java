package io.boreas.http;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.core.framework.Framework;
import io.boreas.http.mesos.legacy.LegacyDoor;
import io.boreas.http.mesos.limit.RateGate;
import io.boreas.http.mesos.operator.OperatorDoor;
import io.boreas.http.mesos.operator.Verbosity;
import io.boreas.http.mesos.scheduler.MasterAddress;
import io.boreas.http.mesos.scheduler.SchedulerDoor;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.state.MasterFacts;
import io.boreas.http.mesos.state.RegistryDoor;
import io.boreas.http.mesos.wire.PrefixRoutes;
import io.boreas.http.security.RateLimitsFile;
import io.boreas.http.security.Realm;
import io.boreas.http.server.HttpSettings;
import io.boreas.http.server.TextRoute;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the doors of Mesos need, beside the cell itself.
 *
 * @param log of this process, which people may read
 */
public record MesosCell(Frameworks frameworks, Verbosity verbosity, LogFile log) {
    /** So many of the longest bodies may wait for one rate limit; of shorter ones, more. */
    private static final int WAITING_BODIES_MAX = 4;

    /** With nothing that could be told to log more, and no log to read. */
    public static MesosCell of(Frameworks frameworks) {
        return new MesosCell(frameworks, Verbosity.fixed(), LogFile.NONE);
    }

    /** The APIs of Mesos that a master serves. */
    PrefixRoutes<TextRoute> routes(Cell cell, HttpSettings settings) {
        var clock = InstantSource.system();
        var address = new MasterAddress(settings);
        var registry = new RegistryDoor(cell);
        var facts = MasterFacts.of(cell.info(), log.among(flags(cell, settings)));
        var scheduler = new SchedulerDoor(cell::info, frameworks, UUID::randomUUID, clock, settings, rates(settings));
        var operator = new OperatorDoor(
                cell, frameworks, registry, facts, address, verbosity, log, clock, settings, scheduler::counted);
        var pages = settings.mesos().webUiHosts();
        var legacy = new LegacyDoor(cell, frameworks, registry, facts, log, address, pages, clock, operator::counted);
        var routes = new HashMap<>(legacy.routes());
        routes.put("master/api/v1/scheduler", scheduler.route());
        routes.put("master/api/v1", operator.route());
        return new PrefixRoutes<>("master", routes);
    }

    private static RateGate rates(HttpSettings settings) {
        var limits = RateLimitsFile.read(settings.mesos().rateLimits());
        return RateGate.of(limits, (long) WAITING_BODIES_MAX * settings.mesos().bodyBytesMax());
    }

    /** Settings under the names of Mesos's flags: those that mean here what they mean there. */
    private static SortedMap<String, String> flags(Cell cell, HttpSettings settings) {
        var flags = new TreeMap<String, String>();
        flags.put("cluster", cell.info().cell());
        flags.put("ip", settings.host());
        flags.put("port", Integer.toString(settings.port()));
        flags.put("authenticate_agents", "false");
        flags.put("authenticate_frameworks", "false");
        var guarded = settings.authentication().realms();
        flags.put("authenticate_http_frameworks", Boolean.toString(guarded.contains(Realm.SCHEDULER)));
        flags.put("authenticate_http_readonly", Boolean.toString(guarded.contains(Realm.MASTER_READONLY)));
        flags.put("authenticate_http_readwrite", Boolean.toString(guarded.contains(Realm.MASTER_READWRITE)));
        flags.put("max_completed_tasks_per_framework", Integer.toString(Framework.ENDED_MAX));
        flags.put("max_operator_event_stream_subscribers", Integer.toString(OperatorDoor.SUBSCRIBERS_MAX));
        settings.mesos().rateLimits().ifPresent(file -> flags.put("rate_limits", "file://" + file.toAbsolutePath()));
        return flags;
    }
}
