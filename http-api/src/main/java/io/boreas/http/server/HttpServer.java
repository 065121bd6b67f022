package io.boreas.http.server;

import io.boreas.actors.gateway.CellReadOnly;
import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.http.metrics.RequestMeters;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.security.Realm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a master: finds the route of each request, and turns whatever goes wrong into a problem. A route's handler
 * decodes, makes one call to the cell and encodes. Thread-safe.
 */
public final class HttpServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** A command of the longest kind, of which every byte may take three. */
    private static final int ADDRESS_BYTES_MAX = 32 * 1024;

    private final Router router;
    private final TextRoute.Finder textRoutes;
    private final Entrance entrance;
    private final RequestMeters meters;
    private final Bodies bodies;

    private HttpServer(
            List<Route> routes,
            TextRoute.Finder textRoutes,
            HttpSettings settings,
            Authentication authentication,
            RequestMeters meters,
            Materializer materializer) {
        this.router = new Router(routes);
        this.textRoutes = textRoutes;
        this.entrance = new Entrance(authentication, new OriginGuard(settings));
        this.meters = meters;
        this.bodies = new Bodies(settings.bodyBytesMax(), settings.bodyTimeout(), materializer);
    }

    /**
     * Listens. The stage fails if the address is taken.
     *
     * @param textRoutes for paths that are none of the routes'
     * @param tls to speak HTTPS; empty for HTTP
     * @throws IllegalArgumentException if the address is not loopback and not every realm is guarded, unless the settings say
     *     {@code insecure}
     */
    public static CompletionStage<ServerBinding> bind(
            ClassicActorSystemProvider system,
            List<Route> routes,
            TextRoute.Finder textRoutes,
            HttpSettings settings,
            Optional<SSLContext> tls,
            Authentication authentication,
            RequestMeters meters) {
        var address = requireGuarded(settings);
        var materializer = SystemMaterializer.get(system).materializer();
        var server = new HttpServer(routes, textRoutes, settings, authentication, meters, materializer);
        var handler = Flow.of(HttpRequest.class).mapAsync(1, server::answer);
        var door = Http.get(system)
                .newServerAt(address.getHostAddress(), settings.port())
                .withSettings(serverSettings(system, settings));
        return tls.map(context -> door.enableHttps(ConnectionContext.httpsServer(context)))
                .orElse(door)
                .bindFlow(BidiFlow.fromGraph(new IdleConnections(settings.idleTimeout()))
                        .join(handler));
    }

    /** Where a bound server can be reached from this machine. */
    public static String url(ServerBinding binding) {
        return "http://" + authority(binding.localAddress());
    }

    /** Where a bound server that speaks HTTPS can be reached from this machine. */
    public static String secureUrl(ServerBinding binding) {
        return "https://" + authority(binding.localAddress());
    }

    private static String authority(InetSocketAddress address) {
        var host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /**
     * Where doors with these settings listen.
     *
     * @throws IllegalArgumentException if that is not loopback and not every realm is guarded, unless the settings say {@code insecure}
     */
    public static InetAddress requireGuarded(HttpSettings settings) {
        var address = address(settings.host());
        if (!address.isLoopbackAddress() && !settings.insecure() && !settings.isGuarded()) {
            throw new IllegalArgumentException("boreas.http.host is " + settings.host()
                    + ", which other machines can reach, and there is no authentication: whoever connects could run commands"
                    + " on every agent. Switch on "
                    + settings.authentication().open(Realm.ofMaster())
                    + ", or listen on 127.0.0.1, or say --insecure (boreas.http.insecure = true) to accept that.");
        }
        return address;
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "boreas.http.host is \"" + host + "\", which is no address known here", e);
        }
    }

    private static ServerSettings serverSettings(ClassicActorSystemProvider system, HttpSettings settings) {
        var defaults = ServerSettings.create(system.classicSystem());
        // IdleConnections closes idle connections, for it knows a silent stream from one; the cell bounds its answers
        // itself
        var timeouts = defaults.getTimeouts()
                .withIdleTimeout(scala.concurrent.duration.Duration.Inf())
                .withRequestTimeout(scala.concurrent.duration.Duration.Inf());
        return defaults.withParserSettings(defaults.getParserSettings().withMaxUriLength(ADDRESS_BYTES_MAX))
                .withMaxConnections(OpenFiles.connections("boreas.http.connections-max", settings.connectionsMax()))
                .withBacklog(Math.min(settings.connectionsMax(), 1_024))
                .withTimeouts(timeouts)
                .withTransparentHeadRequests(true)
                .withServerHeader(Optional.of(Server.create(ProductVersion.create("boreas", ""))))
                .withParsingErrorHandler(ParsingProblems.class.getName());
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request) {
        long startedNs = System.nanoTime();
        return switch (router.find(request.method().value(), request.getUri().pathSegments())) {
            case Router.Match(var route, var parameters) -> {
                var answer = guarded(request, route, parameters);
                yield answer.thenApply(response -> {
                    meters.record(
                            route.method(), route.path(), response.status().intValue(), startedNs);
                    return response;
                });
            }
            case Router.OtherMethods(var methods) -> refused(request, methodNotAllowed(request, methods));
            case Router.Nothing() ->
                textRoutes
                        .find(TextCall.target(request))
                        .map(route -> text(request, route, startedNs))
                        .orElseGet(() -> unknownPath(request));
        };
    }

    private CompletionStage<HttpResponse> unknownPath(HttpRequest request) {
        var problem = Problem.notFound(
                "unknown-path",
                "There is nothing at this path",
                "There is nothing at " + request.getUri().path() + "; /boreas/openapi.json lists what there is.");
        return refused(request, Answers.problem(problem, instance(request)));
    }

    private CompletionStage<HttpResponse> text(HttpRequest request, TextRoute route, long startedNs) {
        CompletionStage<HttpResponse> answer;
        boolean bodyTaken = false;
        try {
            var principal = entrance.principal(request, route.realm());
            var call = new TextCall(request, principal, entrance.permissions(principal), bodies);
            answer = route.handler().answer(call);
            bodyTaken = call.bodyTaken();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        if (!bodyTaken) {
            bodies.drain(request);
        }
        return answer.exceptionally(failure -> challenged(asText(problem(request, failure)), failure))
                .thenApply(response -> {
                    meters.record(
                            request.method().value(),
                            route.path(),
                            response.status().intValue(),
                            startedNs);
                    return response;
                });
    }

    private static HttpResponse asText(Problem problem) {
        return Answers.text(problem.status(), problem.detail());
    }

    private CompletionStage<HttpResponse> guarded(HttpRequest request, Route route, List<String> parameters) {
        CompletionStage<HttpResponse> answer;
        boolean bodyTaken = false;
        try {
            var principal = entrance.principal(request, route.realm());
            var call = new Call(
                    request, parameters, principal.orElse(TextCall.ANONYMOUS), entrance.permissions(principal), bodies);
            answer = route.handler().answer(call);
            bodyTaken = call.bodyTaken();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        if (!bodyTaken) {
            bodies.drain(request);
        }
        return answer.exceptionally(failure -> failed(request, failure));
    }

    private CompletionStage<HttpResponse> refused(HttpRequest request, HttpResponse response) {
        bodies.drain(request);
        return CompletableFuture.completedFuture(response);
    }

    private static HttpResponse failed(HttpRequest request, Throwable failure) {
        return challenged(Answers.problem(problem(request, failure), instance(request)), failure);
    }

    private static Problem problem(HttpRequest request, Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException refusal) {
            return refusal.problem();
        }
        if (cause instanceof Entrance.ShutOut shutOut) {
            boolean nameless = shutOut.refusal().status() == 403;
            return Problem.of(
                    shutOut.refusal().status(),
                    nameless ? "nameless-token" : "unauthenticated",
                    nameless ? "The token names nobody" : "The request must say who makes it",
                    shutOut.refusal().text());
        }
        if (cause instanceof CellUnavailable unavailable) {
            var detail = unavailable.getMessage() == null ? "The cell did not answer." : unavailable.getMessage();
            return Problem.of(503, "cell-unavailable", "The cell cannot answer now", detail);
        }
        if (cause instanceof CellReadOnly refusal) {
            return Problem.of(
                    403, "read-only", "This cell can only be looked at", String.valueOf(refusal.getMessage()));
        }
        LOG.error("request failed: {} {}", request.method().value(), instance(request), cause);
        return Problem.of(
                500,
                "internal-error",
                "Something is broken in this master",
                "The request could not be answered; the master's log says why.");
    }

    private static HttpResponse challenged(HttpResponse response, Throwable failure) {
        return failure instanceof Entrance.ShutOut shutOut
                ? Answers.withHeaders(response, shutOut.refusal().headers())
                : response;
    }

    private static HttpResponse methodNotAllowed(HttpRequest request, List<String> methods) {
        var problem = Problem.of(
                        405,
                        "method-not-allowed",
                        "The path has no such method",
                        "There is no " + request.method().value() + " at " + instance(request) + ", only "
                                + String.join(", ", methods) + ".")
                .with("allow", methods);
        var allowed = methods.stream()
                .map(HttpMethods::lookup)
                .flatMap(Optional::stream)
                .toArray(HttpMethod[]::new);
        return Answers.problem(problem, instance(request)).addHeader(Allow.create(allowed));
    }

    private static String instance(HttpRequest request) {
        return request.getUri().path();
    }
}
