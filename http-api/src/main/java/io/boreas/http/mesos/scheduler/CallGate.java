package io.boreas.http.mesos.scheduler;

import io.boreas.actors.gateway.Frameworks;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.mesos.limit.CallCounts;
import io.boreas.http.mesos.limit.Full;
import io.boreas.http.mesos.limit.RateGate;
import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.server.Answers;
import io.boreas.http.server.TextCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds calls of schedulers back that come faster than their principal may call, and counts all. Thread-safe. */
final class CallGate {
    private static final Logger LOG = LoggerFactory.getLogger(CallGate.class);
    private static final int NAME_LENGTH_MAX = 255;

    private final Frameworks frameworks;
    private final RateGate rates;
    private final CallCounts counts;

    /** Whether it is worth a question whose framework a call names. */
    private final boolean limited;

    CallGate(Frameworks frameworks, RateGate rates, CallCounts counts) {
        this.frameworks = frameworks;
        this.rates = rates;
        this.counts = counts;
        this.limited = !rates.isOpen();
    }

    /** A call on its way. */
    private final class Passing implements RateGate.Passenger<HttpResponse> {
        private final TextCall http;
        private final Call call;
        private final Optional<String> principal;
        private final Supplier<CompletionStage<HttpResponse>> act;

        Passing(TextCall http, Call call, Optional<String> principal, Supplier<CompletionStage<HttpResponse>> act) {
            this.http = http;
            this.call = call;
            this.principal = principal;
            this.act = act;
        }

        @Override
        public long bytes() {
            return call.getSerializedSize();
        }

        @Override
        public CompletionStage<HttpResponse> pass() {
            counts.processed(principal);
            return act.get();
        }

        /** In the words of Mesos as far as these go, and with what somebody may do who reads them. */
        @Override
        public HttpResponse refused(Full full) {
            var whose = principal
                    .map(name -> " of principal '" + shortened(name) + "'")
                    .orElse(" without a principal");
            var exceeded = full.bytesMax().isPresent()
                    ? full.bytesMax().getAsLong() + " bytes"
                    : Long.toString(full.limit().capacity().orElseThrow());
            var qps = BigDecimal.valueOf(full.limit().qps().orElseThrow())
                    .stripTrailingZeros()
                    .toPlainString();
            var shared = full.shared() ? " Principals without a limit of their own share this one." : "";
            var text = "Call " + call.getType() + whose + " dropped: capacity(" + exceeded
                    + ") exceeded. So much waits already, and " + qps + " calls pass in a second." + shared
                    + " Wait for answers before you call again, or ask the operator for more (rate_limits).";
            LOG.info("{}", text);
            var answer = Answers.text(429, text);
            return full.roomInNs().isEmpty()
                    ? answer
                    : Answers.withHeaders(
                            answer,
                            Map.of("Retry-After", seconds(full.roomInNs().getAsLong())));
        }

        /** Nobody would read what a SUBSCRIBE brings, and it would take the place of one that somebody waits for. */
        @Override
        public CompletionStage<?> withdrawn() {
            return call.getType() == Call.Type.SUBSCRIBE ? http.hungUp() : new CompletableFuture<>();
        }

        @Override
        public HttpResponse forgotten() {
            return Answers.text(408, "Hung up before its turn");
        }
    }

    /**
     * What a call is answered when its turn has come.
     *
     * @param local the subscription that it came over, if that is here
     * @param act does what it asks
     */
    CompletionStage<HttpResponse> pass(
            TextCall http, Call call, Optional<SchedulerSession> local, Supplier<CompletionStage<HttpResponse>> act) {
        return principal(http.access().principal(), call, local).thenCompose(principal -> {
            counts.received(principal);
            return rates.enter(principal, new Passing(http, call, principal, act));
        });
    }

    /** Whose limit counts: of who shows a name that one, or else of whom the framework says that it is. */
    private CompletionStage<Optional<String>> principal(
            Optional<String> shown, Call call, Optional<SchedulerSession> local) {
        if (shown.isPresent()) {
            return CompletableFuture.completedFuture(shown);
        }
        if (call.getType() == Call.Type.SUBSCRIBE) {
            return named(call.getSubscribe().getFrameworkInfo().getPrincipal());
        }
        if (local.isPresent()) {
            return named(local.get().principal());
        }
        if (!limited) {
            return named("");
        }
        return CallReader.possible(call.getFrameworkId().getValue(), FrameworkId::new)
                .map(framework -> frameworks
                        .framework(framework)
                        .thenApply(found -> found.flatMap(known -> known.info()).flatMap(info -> info.principal())))
                .orElseGet(() -> named(""));
    }

    private static CompletionStage<Optional<String>> named(String principal) {
        return CompletableFuture.completedFuture(Optional.of(principal).filter(name -> !name.isEmpty()));
    }

    /** Nobody looks at how long a name is that is not shown but said. */
    private static String shortened(String name) {
        return name.length() > NAME_LENGTH_MAX ? name.substring(0, NAME_LENGTH_MAX) + "..." : name;
    }

    /** In whole ones, at least 1. */
    private static String seconds(long ns) {
        var duration = Duration.ofNanos(ns);
        return Long.toString(Math.max(1, duration.getNano() == 0 ? duration.getSeconds() : duration.getSeconds() + 1));
    }
}
