package io.boreas.actors.guardian;

import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.Part;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Questions to groups, on whichever master they are: bounded in number and time. One that is not answered is asked again, for it may have been lost:
 * where a group was on its way to another master, or its master did not know whether it may speak.
 */
final class Asking {
    /** How long an answer is waited for before the first time; twice as long before each after it, so that who is slow is not asked ever more. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    private final ActorSystem<?> system;
    private final Groups groups;
    private final Authority authority;
    private final Duration timeout;
    private final int inFlightMax;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Set<Open> open = ConcurrentHashMap.newKeySet();

    Asking(ActorSystem<?> system, Groups groups, Authority authority, Duration timeout, int inFlightMax) {
        this.system = system;
        this.groups = groups;
        this.authority = authority;
        this.timeout = timeout;
        this.inFlightMax = inFlightMax;
    }

    /** A question that waits for its answer. */
    private static final class Open {
        private final Runnable question;
        private final long untilNanos;
        private long pauseNanos = PAUSE.toNanos();
        private long dueNanos = System.nanoTime() + pauseNanos;

        Open(Runnable question, Duration askedWithin) {
            this.question = question;
            this.untilNanos = System.nanoTime() + askedWithin.toNanos();
        }

        void askIfDue(long now) {
            if (now - dueNanos >= 0) {
                pauseNanos *= 2;
                dueNanos = now + pauseNanos;
                askNow(now);
            }
        }

        void askNow(long now) {
            if (now - untilNanos < 0) {
                question.run();
            }
        }
    }

    /** Sees to it that what is not answered is asked again. */
    void start() {
        system.scheduler()
                .scheduleWithFixedDelay(
                        LOOK_INTERVAL,
                        LOOK_INTERVAL,
                        () -> {
                            long now = System.nanoTime();
                            open.forEach(one -> one.askIfDue(now));
                        },
                        system.executionContext());
    }

    /** Asks one group, and again until it has answered: it must not matter whether it hears the question twice. */
    <T> CompletionStage<T> of(GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question) {
        return of(kind, number, question, timeout);
    }

    /**
     * The same, but it is asked again within so long only: who waits for the answer may have given up later on, and begun something else instead,
     * which what is asked then must not undo.
     */
    <T> CompletionStage<T> of(
            GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question, Duration askedWithin) {
        return bounded(() -> askOne(kind, number, question, askedWithin));
    }

    /** Asks one group, once. */
    <T> CompletionStage<T> once(GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question) {
        return bounded(() -> explained(groups.ask(kind, number, question, timeout, system.scheduler())));
    }

    /** A master has gone, and what it was asked may have gone with it. */
    void askAgain() {
        long now = System.nanoTime();
        open.forEach(one -> one.askNow(now));
    }

    /** Asks every group of a kind: all answers, by the groups' numbers. */
    <T> CompletionStage<List<T>> ofEvery(GroupKind kind, Function<ActorRef<T>, GroupMessage> question) {
        return bounded(() -> {
            var answers = new ArrayList<CompletableFuture<T>>();
            for (int number = 0; number < kind.groups(groups.count()); number++) {
                answers.add(this.<T>askOne(kind, number, question).toCompletableFuture());
            }
            return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .thenApply(done ->
                            answers.stream().map(CompletableFuture::join).toList());
        });
    }

    /** Asks every group of a kind for all it has, part by part; in the groups' order. */
    <T, P extends Part<T>> CompletionStage<List<T>> all(
            GroupKind kind, BiFunction<Optional<T>, ActorRef<P>, GroupMessage> question) {
        return bounded(() -> {
            var answers = new ArrayList<CompletableFuture<List<T>>>();
            for (int number = 0; number < kind.groups(groups.count()); number++) {
                int group = number;
                CompletionStage<List<T>> answer =
                        Part.all(last -> this.<P>askOne(kind, group, replyTo -> question.apply(last, replyTo)));
                answers.add(answer.toCompletableFuture());
            }
            return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .thenApply(done -> {
                        var all = new ArrayList<T>();
                        answers.forEach(answer -> all.addAll(answer.join()));
                        return all;
                    });
        });
    }

    /** Asks another actor, such as a singleton. */
    <M, T> CompletionStage<T> actor(
            ActorRef<M> actor, org.apache.pekko.japi.function.Function<ActorRef<T>, M> question) {
        return bounded(() -> explained(AskPattern.ask(actor, question, timeout, system.scheduler())));
    }

    /** What several groups answered, in this order. */
    static <T> List<T> sorted(List<T> all, Comparator<T> order) {
        return all.stream().sorted(order).toList();
    }

    private <T> CompletionStage<T> bounded(Supplier<CompletionStage<T>> asking) {
        if (!authority.holds()) {
            return CompletableFuture.failedStage(
                    new CellUnavailable(
                            "this master does not reach the majority of the masters, so it does not know what holds: ask another one"));
        }
        if (inFlight.incrementAndGet() > inFlightMax) {
            inFlight.decrementAndGet();
            return CompletableFuture.failedStage(new CellUnavailable(
                    "more than " + inFlightMax + " requests wait for an answer (boreas.gateway.in-flight-max)"));
        }
        return asking.get().whenComplete((answer, failure) -> inFlight.decrementAndGet());
    }

    private <T> CompletionStage<T> askOne(GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question) {
        return askOne(kind, number, question, timeout);
    }

    private <T> CompletionStage<T> askOne(
            GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question, Duration askedWithin) {
        var answered = new CompletableFuture<T>();
        var again = new Open(
                () -> {
                    CompletionStage<T> second = groups.ask(kind, number, question, timeout, system.scheduler());
                    second.thenAccept(answered::complete);
                },
                askedWithin);
        open.add(again);
        CompletionStage<T> first = groups.ask(kind, number, question, timeout, system.scheduler());
        first.whenComplete((answer, failure) -> {
            if (failure == null) {
                answered.complete(answer);
            } else {
                answered.completeExceptionally(failure);
            }
        });
        return explained(answered.whenComplete((answer, failure) -> open.remove(again)));
    }

    private <T> CompletionStage<T> explained(CompletionStage<T> answer) {
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedStage(
                new CellUnavailable("the cell did not answer within " + timeout.toMillis() + " ms", failure)));
    }
}
