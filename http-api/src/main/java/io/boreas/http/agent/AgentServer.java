package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.http.mesos.operator.Verbosity;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.PrefixRoutes;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.security.AccessListFile;
import io.boreas.http.security.Authenticator;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Authentication;
import io.boreas.http.server.Bodies;
import io.boreas.http.server.IdleConnections;
import io.boreas.http.server.OpenFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of an agent: finds who serves a path, as Mesos's agents do, and gathers bodies. Thread-safe. */
public final class AgentServer {
    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);

    private final PrefixRoutes<Door> routes;
    private final Bodies bodies;

    /** Serves requests to one path and what is below it. */
    interface Door {
        /**
         * Answers.
         *
         * @param path decoded, without a slash at its start
         */
        CompletionStage<HttpResponse> answer(Head head, String path, byte[] body);

        /** Answers a request whose body is a stream, if this is one; its body is not gathered then. */
        default Optional<CompletionStage<HttpResponse>> stream(Head head, HttpRequest request) {
            return Optional.empty();
        }
    }

    private AgentServer(PrefixRoutes<Door> routes, Bodies bodies) {
        this.routes = routes;
        this.bodies = bodies;
    }

    /**
     * Listens. The stage fails if the address is taken; {@link ServerBinding#terminate} closes the doors.
     *
     * @throws IllegalArgumentException if the address is not loopback and not every realm is guarded, unless the settings say
     *     {@code insecure}; or if a file that authentication needs cannot be used
     */
    public static CompletionStage<ServerBinding> bind(
            ClassicActorSystemProvider system, AgentGateway gateway, AgentHttpSettings settings) {
        return bind(system, gateway, settings, Verbosity.fixed(), LogFile.NONE);
    }

    /**
     * The same where operators may have more logged.
     *
     * @param log what people may read of it
     * @throws IllegalArgumentException as above
     */
    public static CompletionStage<ServerBinding> bind(
            ClassicActorSystemProvider system,
            AgentGateway gateway,
            AgentHttpSettings settings,
            Verbosity verbosity,
            LogFile log) {
        // Executors must show tokens if none is not enough.
        var address = requireGuarded(settings, !gateway.admits(Optional.empty()));
        var authentication = authenticator(settings);
        var materializer = SystemMaterializer.get(system).materializer();
        var server = new AgentServer(
                routes(gateway, settings, authentication, verbosity, log, materializer),
                new Bodies(settings.bodyBytesMax(), settings.bodyTimeout(), materializer));
        var handler = Flow.of(HttpRequest.class).mapAsync(1, server::answer);
        var defaults = ServerSettings.create(system.classicSystem());
        var timeouts = defaults.getTimeouts()
                .withIdleTimeout(scala.concurrent.duration.Duration.Inf())
                .withRequestTimeout(scala.concurrent.duration.Duration.Inf());
        return Http.get(system)
                .newServerAt(address.getHostAddress(), settings.port())
                .withSettings(defaults.withMaxConnections(
                                OpenFiles.connections("boreas.agent.http.connections-max", settings.connectionsMax()))
                        .withBacklog(Math.min(settings.connectionsMax(), 1_024))
                        .withTimeouts(timeouts)
                        .withTransparentHeadRequests(true))
                .bindFlow(BidiFlow.fromGraph(new IdleConnections(settings.idleTimeout()))
                        .join(handler));
    }

    private static PrefixRoutes<Door> routes(
            AgentGateway gateway,
            AgentHttpSettings settings,
            Authentication authentication,
            Verbosity verbosity,
            LogFile log,
            Materializer materializer) {
        var prefix = AgentMessages.COMPONENT + "/";
        var clock = InstantSource.system();
        var routes = new AgentLegacyDoor(gateway, authentication, settings.webUiHosts(), log, clock)
                .routes(AgentMessages.COMPONENT);
        routes.put(prefix + "api/v1/executor", new ExecutorDoor(gateway, settings, materializer, clock));
        routes.put(
                prefix + "api/v1",
                new OperatorDoor(gateway, settings, authentication, verbosity, log, materializer, clock));
        routes.put(prefix + "health", OperatorDoor::health);
        routes.put("version", OperatorDoor::version);
        return new PrefixRoutes<>(AgentMessages.COMPONENT, routes);
    }

    /**
     * Looks whether doors could open with these settings, but for their address.
     *
     * @param tokens whether executors must show tokens
     * @throws IllegalArgumentException if they could not, as {@link #bind}
     */
    public static void check(AgentHttpSettings settings, boolean tokens) {
        requireGuarded(settings, tokens);
        authenticator(settings);
    }

    private static InetAddress requireGuarded(AgentHttpSettings settings, boolean tokens) {
        var address = address(settings.host());
        if (!address.isLoopbackAddress() && !settings.insecure() && !(settings.isGuarded() && tokens)) {
            throw new IllegalArgumentException("boreas.agent.http.host is " + settings.host()
                    + ", which other machines can reach, and there is no authentication: whoever connects could read what"
                    + " tasks write and speak for executors. Switch on boreas.agent.http.authentication.readonly and"
                    + " .readwrite, and boreas.agent.executors.authenticate, or listen on 127.0.0.1, or say --insecure"
                    + " (boreas.agent.http.insecure = true) to accept that.");
        }
        return address;
    }

    private static Authenticator authenticator(AgentHttpSettings settings) {
        return Authenticator.of(
                settings.authentication(),
                AccessListFile.read(settings.acls(), "boreas.agent.http.authorization.acls"),
                InstantSource.system());
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "boreas.agent.http.host is \"" + host + "\", which is no address known here", e);
        }
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        var path = String.join("/", request.getUri().pathSegments());
        var door = routes.find("/" + path);
        if (door.isEmpty()) {
            bodies.drain(request);
            return CompletableFuture.completedFuture(Answers.text(404, "There is nothing at /" + path));
        }
        var head = head(request);
        return door.get().stream(head, request)
                .orElseGet(() ->
                        bodies.bytes(request).thenCompose(body -> door.get().answer(head, path, body)))
                .exceptionally(failure -> failed(request, failure));
    }

    private static HttpResponse failed(HttpRequest request, Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException refused) {
            return Answers.text(refused.problem().status(), refused.problem().detail());
        }
        LOG.error(
                "request failed: {} {}",
                request.method().value(),
                request.getUri().path(),
                cause);
        return Answers.text(500, "The request could not be answered; the agent's log says why");
    }

    private static Head head(HttpRequest request) {
        var headers = new TreeMap<String, String>();
        request.getHeaders().forEach(header -> headers.merge(header.name(), header.value(), (a, b) -> a + ", " + b));
        var type = request.entity().getContentType().toString();
        if (!type.equals("none/none")) {
            headers.put("Content-Type", type);
        }
        return Head.of(request.method().value(), request.getUri().toRelative().toString(), headers);
    }

    /** The token of a request that shows one. */
    static Optional<String> token(Head head) {
        return head.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }
}
