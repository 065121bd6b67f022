package io.boreas.http;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.http.boreas.AgentDoor;
import io.boreas.http.boreas.AgentOperations;
import io.boreas.http.boreas.CellDoor;
import io.boreas.http.boreas.ExecDoor;
import io.boreas.http.boreas.FrameworkDoor;
import io.boreas.http.boreas.JobDoor;
import io.boreas.http.boreas.LogDoor;
import io.boreas.http.boreas.MaintenanceDoor;
import io.boreas.http.boreas.RoleDoor;
import io.boreas.http.boreas.SandboxDoor;
import io.boreas.http.boreas.TaskDoor;
import io.boreas.http.event.EventDoor;
import io.boreas.http.metrics.MetricsDoor;
import io.boreas.http.metrics.RequestMeters;
import io.boreas.http.security.AccessListFile;
import io.boreas.http.security.Authenticator;
import io.boreas.http.security.RateLimitsFile;
import io.boreas.http.server.HttpServer;
import io.boreas.http.server.HttpSettings;
import io.boreas.http.server.Route;
import io.boreas.http.server.TextRoute;
import io.boreas.http.ui.MesosPageDoor;
import io.boreas.http.ui.PageDoor;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ServerBinding;

/** All doors of a master on one port. */
public final class BoreasServer {
    private BoreasServer() {}

    /** Opens the doors but those of Mesos; as below. */
    static CompletionStage<ServerBinding> bindOwn(
            ClassicActorSystemProvider system,
            Cell cell,
            Frameworks frameworks,
            PrometheusMeterRegistry meters,
            HttpSettings settings) {
        return bind(system, cell, frameworks, TextRoute.Finder.NONE, meters, settings, Optional.empty());
    }

    /**
     * Opens the doors. The stage fails if the address is taken; {@link ServerBinding#terminate} closes them.
     *
     * @param meters what {@code /metrics} shows, and where requests are counted
     * @throws IllegalArgumentException if the address is not loopback and not every realm is guarded, unless the settings say
     *     {@code insecure}; or if a file that authentication needs cannot be used
     */
    public static CompletionStage<ServerBinding> bind(
            ClassicActorSystemProvider system,
            Cell cell,
            Frameworks frameworks,
            PrometheusMeterRegistry meters,
            HttpSettings settings) {
        return bind(system, cell, MesosCell.of(frameworks), meters, settings, Optional.empty());
    }

    /**
     * Opens the doors; as above.
     *
     * @param tls to speak HTTPS; empty for HTTP
     */
    public static CompletionStage<ServerBinding> bind(
            ClassicActorSystemProvider system,
            Cell cell,
            MesosCell mesos,
            PrometheusMeterRegistry meters,
            HttpSettings settings,
            Optional<SSLContext> tls) {
        return bind(system, cell, mesos.frameworks(), mesos.routes(cell, settings)::find, meters, settings, tls);
    }

    private static CompletionStage<ServerBinding> bind(
            ClassicActorSystemProvider system,
            Cell cell,
            Frameworks frameworks,
            TextRoute.Finder textRoutes,
            PrometheusMeterRegistry meters,
            HttpSettings settings,
            Optional<SSLContext> tls) {
        return HttpServer.bind(
                system,
                routes(cell, frameworks, meters, settings),
                textRoutes,
                settings,
                tls,
                authenticator(settings),
                new RequestMeters(meters));
    }

    /**
     * Looks whether doors could open with these settings, but for their address.
     *
     * @throws IllegalArgumentException if they could not, as {@link #bind}
     */
    public static void check(HttpSettings settings) {
        HttpServer.requireGuarded(settings);
        authenticator(settings);
        RateLimitsFile.read(settings.mesos().rateLimits());
        mesosPage(settings);
    }

    private static Authenticator authenticator(HttpSettings settings) {
        return Authenticator.of(
                settings.authentication(), AccessListFile.read(settings.acls()), InstantSource.system());
    }

    /** Every operation of every door. */
    static List<Route> routes(Cell cell, Frameworks frameworks, PrometheusMeterRegistry meters, HttpSettings settings) {
        return Stream.of(
                        new JobDoor(cell, settings.itemsMax()).routes(),
                        new TaskDoor(cell).routes(),
                        new LogDoor(cell, settings.logPoll()).routes(),
                        new SandboxDoor(cell).routes(),
                        new ExecDoor(cell).routes(),
                        new AgentDoor(cell).routes(),
                        new AgentOperations(cell).routes(),
                        new FrameworkDoor(frameworks).routes(),
                        new RoleDoor(cell).routes(),
                        new MaintenanceDoor(cell).routes(),
                        new EventDoor(cell.events(), settings).routes(),
                        new CellDoor(cell).routes(),
                        new MetricsDoor(cell, meters).routes(),
                        new PageDoor().routes(),
                        mesosPage(settings))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> mesosPage(HttpSettings settings) {
        return settings.mesos()
                .webUi()
                .map(folder -> new MesosPageDoor(folder).routes())
                .orElse(List.of());
    }
}
