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

/** Questions to groups, on whichever master they are: bounded in number and time. */
final class Asking {
    private final ActorSystem<?> system;
    private final Groups groups;
    private final Authority authority;
    private final Duration timeout;
    private final int inFlightMax;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

    Asking(ActorSystem<?> system, Groups groups, Authority authority, Duration timeout, int inFlightMax) {
        this.system = system;
        this.groups = groups;
        this.authority = authority;
        this.timeout = timeout;
        this.inFlightMax = inFlightMax;
    }

    /** Asks one group, and again if a master is lost before it has answered: it must not matter whether it hears the question twice. */
    <T> CompletionStage<T> of(GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question) {
        return bounded(() -> askOne(kind, number, question));
    }

    /** Asks one group, once. */
    <T> CompletionStage<T> once(GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question) {
        return bounded(() -> explained(groups.ask(kind, number, question, timeout, system.scheduler())));
    }

    /** A master has gone, and what it was asked may have gone with it. */
    void askAgain() {
        open.forEach(Runnable::run);
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
                CompletionStage<List<T>> answer = groups.askAll(kind, number, question, timeout, system.scheduler());
                answers.add(explained(answer).toCompletableFuture());
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
        var answered = new CompletableFuture<T>();
        Runnable again = () -> {
            CompletionStage<T> second = groups.ask(kind, number, question, timeout, system.scheduler());
            second.thenAccept(answered::complete);
        };
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
