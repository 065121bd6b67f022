package io.boreas.http.mesos.limit;

import io.boreas.http.mesos.limit.Throttle.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where calls wait until the limit of their principal lets them pass. Nobody waits in a thread, and no principal for another, but
 * those that share a limit. Thread-safe.
 *
 * <p>Source: Mesos 1.11, {@code Master::consume}, for which limit counts.
 */
public final class RateGate {
    private final LongSupplier clockNs;
    private final Timer timer;
    private final long bytesMax;
    private final Map<String, Optional<Lane>> lanes = new HashMap<>();
    private final Optional<Lane> others;

    /** With a clock and a timer of one's own. */
    public RateGate(RateLimits limits, long bytesMax, LongSupplier clockNs, Timer timer) {
        this.bytesMax = bytesMax;
        this.clockNs = clockNs;
        this.timer = timer;
        limits.principals().forEach((principal, limit) -> lanes.put(principal, lane(limit, false)));
        this.others = lane(limits.others(), true);
    }

    /**
     * One that has just opened.
     *
     * @param bytesMax bytes that the calls which wait for one limit have together at most; one alone may have more
     */
    public static RateGate of(RateLimits limits, long bytesMax) {
        return new RateGate(limits, bytesMax, System::nanoTime, Timer.REAL);
    }

    /** Whether nobody is ever held back. */
    public boolean isOpen() {
        return others.isEmpty() && lanes.values().stream().allMatch(Optional::isEmpty);
    }

    /** Has something done later. */
    @FunctionalInterface
    public interface Timer {
        Timer REAL = (delayNs, task) ->
                CompletableFuture.delayedExecutor(delayNs, TimeUnit.NANOSECONDS).execute(task);

        void in(long delayNs, Runnable task);
    }

    /** A call, and what it is answered. */
    public interface Passenger<T> {
        /** How large it is. Asked only if it may have to wait. */
        long bytes();

        /** Does what it asks, in its turn. */
        CompletionStage<T> pass();

        /** It may not even wait; nothing is done. */
        T refused(Full full);

        /** Completes if it is not to be done any more, should it still wait. */
        CompletionStage<?> withdrawn();

        /** It was withdrawn in time; nothing is done. */
        T forgotten();
    }

    /**
     * What a call is answered, when it has passed.
     *
     * @param principal who calls; empty for whoever has no name
     */
    public <T> CompletionStage<T> enter(Optional<String> principal, Passenger<T> passenger) {
        var lane =
                principal.flatMap(name -> Optional.ofNullable(lanes.get(name))).orElse(others);
        if (lane.isEmpty()) {
            return passenger.pass();
        }
        var answer = new CompletableFuture<T>();
        Runnable call = () -> complete(answer, passenger::pass);
        lane.get()
                .enter(call, passenger.bytes())
                .ifPresentOrElse(
                        full -> answer.complete(passenger.refused(full)),
                        () -> passenger.withdrawn().thenRun(() -> {
                            if (lane.get().forget(call)) {
                                answer.complete(passenger.forgotten());
                            }
                        }));
        return answer;
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<CompletionStage<T>> action) {
        try {
            action.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error e) { // it is this call's alone: the next must pass
            answer.completeExceptionally(e);
        }
    }

    private Optional<Lane> lane(RateLimit limit, boolean shared) {
        return limit.qps().isEmpty() ? Optional.empty() : Optional.of(new Lane(limit, shared));
    }

    /** The calls of one limit. */
    private final class Lane {
        private final RateLimit limit;
        private final boolean shared;
        private final Throttle<Runnable> throttle;

        /** Whether somebody lets calls pass, or a timer will. */
        private boolean tended;

        Lane(RateLimit limit, boolean shared) {
            this.limit = limit;
            this.shared = shared;
            this.throttle =
                    new Throttle<>(limit.qps().orElseThrow(), limit.capacity().orElse(Long.MAX_VALUE), bytesMax);
        }

        Optional<Full> enter(Runnable call, long bytes) {
            synchronized (this) {
                var entry = throttle.add(call, bytes);
                if (entry != Entry.TAKEN) {
                    var exceeded = entry == Entry.TOO_MUCH ? OptionalLong.of(bytesMax) : OptionalLong.empty();
                    return Optional.of(new Full(limit, shared, exceeded, throttle.nextInNs(clockNs.getAsLong())));
                }
                if (tended) {
                    return Optional.empty();
                }
                tended = true;
            }
            tend();
            return Optional.empty();
        }

        synchronized boolean forget(Runnable call) {
            return throttle.remove(call);
        }

        /** Lets pass what may. Runs once at a time, so that calls begin in their order. */
        private void tend() {
            for (var next = next(); next.isPresent(); next = next()) {
                next.get().run();
            }
        }

        private synchronized Optional<Runnable> next() {
            long nowNs = clockNs.getAsLong();
            var restNs = throttle.nextInNs(nowNs);
            if (restNs.isEmpty()) {
                tended = false;
            } else if (restNs.getAsLong() > 0) {
                timer.in(restNs.getAsLong(), this::tend);
            }
            return throttle.next(nowNs);
        }
    }
}
