package io.boreas.drill.check;

import io.boreas.drill.history.Course;
import io.boreas.drill.history.Outcome;
import io.boreas.drill.history.TaskHistory;
import io.boreas.drill.history.TaskNote.Acknowledged;
import io.boreas.drill.history.TaskNote.Launched;
import io.boreas.drill.history.TaskNote.Told;
import io.boreas.drill.history.TaskStanding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks of what a framework was told of its tasks, at a moment when all is well again and it waits for nothing. */
public final class FrameworkTasks {
    private static final int SHOWN_MAX = 3;
    /** What was on its way when the acknowledgement came: a stream that is silent for longer is not read on. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

    private FrameworkTasks() {}

    /**
     * What the cell says of a framework's tasks, at the end.
     *
     * @param reconciled the state of each task that RECONCILE was answered for
     * @param shown by master, the state of each task that it lists
     */
    public record Account(Map<String, String> reconciled, Map<String, Map<String, String>> shown) {
        public Account {
            reconciled = Map.copyOf(reconciled);
            shown = Map.copyOf(shown);
        }
    }

    /** Of each task that was launched there was word, and all that the cell says of it now agrees with that. */
    public static Finding areAccountedFor(TaskHistory history, Account account) {
        var wrong = new ArrayList<String>();
        var launches = history.launches();
        for (var launch : launches) {
            problem(history, launch, account)
                    .ifPresent(
                            problem -> wrong.add(launch.task() + ", its launch " + launch.outcome() + ": " + problem));
        }
        var launched = new HashSet<>(launches.stream().map(Launched::task).toList());
        history.of(Told.class)
                .map(Told::task)
                .filter(task -> !launched.contains(task))
                .distinct()
                .forEach(task -> wrong.add(task + " was told of, and nobody launched it"));
        long accepted = count(launches, Outcome.ACCEPTED);
        return finding(
                "every task that a framework launched is accounted for: what was told, RECONCILE and /tasks agree",
                wrong,
                accepted > 0,
                accepted + " launched, " + count(launches, Outcome.REFUSED) + " refused, "
                        + count(launches, Outcome.UNKNOWN) + " of which nobody knew, "
                        + launches.stream()
                                .filter(launch -> standing(history, launch.task()) == TaskStanding.ALIVE)
                                .count()
                        + " alive");
    }

    private static long count(List<Launched> launches, Outcome outcome) {
        return launches.stream().filter(launch -> launch.outcome() == outcome).count();
    }

    /** By what was told last; unknown if nothing was. */
    private static TaskStanding standing(TaskHistory history, String task) {
        return history.latest(task).map(told -> TaskStanding.of(told.state())).orElse(TaskStanding.UNKNOWN);
    }

    private static Optional<String> problem(TaskHistory history, Launched launch, Account account) {
        var task = launch.task();
        var last = standing(history, task);
        var reconciled = Optional.ofNullable(account.reconciled().get(task));
        if (reconciled.isEmpty()) {
            return Optional.of("RECONCILE has no answer");
        }
        if (launch.outcome() == Outcome.REFUSED && last != TaskStanding.UNKNOWN) {
            return Optional.of("it was told " + told(history, task));
        }
        if (!agree(last, TaskStanding.of(reconciled.get()))) {
            return Optional.of("it was told " + told(history, task) + ", and RECONCILE says " + reconciled.get());
        }
        for (var master : account.shown().entrySet()) {
            var state = Optional.ofNullable(master.getValue().get(task));
            var shown = state.map(TaskStanding::of).orElse(TaskStanding.UNKNOWN);
            if (!agree(last, shown)) {
                return Optional.of("it was told " + told(history, task) + ", and " + master.getKey() + " shows "
                        + state.orElse("nothing"));
            }
        }
        boolean hasEnd = launch.course() != Course.STAYS || history.isKilled(task, Set.of(Outcome.ACCEPTED));
        return last == TaskStanding.ALIVE && hasEnd
                ? Optional.of("its end was due, and it was told " + told(history, task))
                : Optional.empty();
    }

    /** What has ended may be forgotten. */
    private static boolean agree(TaskStanding told, TaskStanding said) {
        return isGone(told) ? isGone(said) : told == said;
    }

    private static boolean isGone(TaskStanding standing) {
        return standing == TaskStanding.OVER || standing == TaskStanding.UNKNOWN;
    }

    private static List<String> told(TaskHistory history, String task) {
        return history.told(task).stream().map(FrameworkTasks::word).toList();
    }

    private static String word(Told told) {
        return told.isReconciliation() ? told.state() + " (asked for)" : told.state();
    }

    /** Nothing that was told to have ended is told to be alive later, in an answer to RECONCILE or otherwise. */
    public static Finding staysEnded(TaskHistory history) {
        var wrong = new ArrayList<String>();
        var over = new LinkedHashMap<String, Told>();
        history.of(Told.class).forEach(told -> {
            var standing = TaskStanding.of(told.state());
            var end = over.get(told.task());
            if (standing == TaskStanding.OVER) {
                over.putIfAbsent(told.task(), told);
            } else if (end != null && standing != TaskStanding.UNKNOWN) {
                wrong.add(told.task() + " was told " + word(end) + ", and " + word(told) + " "
                        + Duration.ofNanos(told.nanos() - end.nanos()).toMillis() + " ms later");
            }
        });
        return finding(
                "a task of a framework that was told to have ended stays ended",
                wrong,
                true,
                over.size() + " have ended");
    }

    /** What was not acknowledged is told again, and what was is not. */
    public static Finding areToldUntilAcknowledged(TaskHistory history) {
        var wrong = new ArrayList<String>();
        Map<String, List<Told>> tellings = new LinkedHashMap<>();
        history.of(Told.class).filter(told -> !told.uuid().isEmpty()).forEach(told -> tellings.computeIfAbsent(
                        told.uuid(), none -> new ArrayList<>())
                .add(told));
        Map<String, List<Acknowledged>> answers = new HashMap<>();
        history.of(Acknowledged.class).forEach(ack -> answers.computeIfAbsent(ack.uuid(), none -> new ArrayList<>())
                .add(ack));
        tellings.forEach((uuid, told) -> {
            var acks = answers.getOrDefault(uuid, List.of());
            var last = told.getLast();
            if (acks.stream().allMatch(ack -> ack.outcome() == Outcome.REFUSED)) {
                wrong.add(last.state() + " of " + last.task() + " was told " + told.size()
                        + " times and not acknowledged, and is not told again");
            }
            acks.stream()
                    .filter(ack -> ack.outcome() == Outcome.ACCEPTED
                            && last.nanos() - ack.answeredNanos() > ON_ITS_WAY.toNanos())
                    .findFirst()
                    .ifPresent(
                            ack -> wrong.add(last.state() + " of " + last.task() + " was acknowledged, and told again "
                                    + Duration.ofNanos(last.nanos() - ack.answeredNanos())
                                            .toMillis() + " ms later"));
        });
        long again = tellings.values().stream().filter(told -> told.size() > 1).count();
        return finding(
                "updates to a framework are told until they are acknowledged, and not after",
                wrong,
                true,
                tellings.size() + " updates, " + again + " of them told again");
    }

    /** No task that ran ended but by itself or because its framework had it killed. */
    public static Finding areUndisturbed(TaskHistory history) {
        var wrong = new ArrayList<String>();
        long ran = 0;
        for (var launch : history.launches()) {
            var told = history.told(launch.task());
            if (told.stream().noneMatch(one -> one.state().equals("RUNNING"))) {
                continue;
            }
            ran++;
            told.stream()
                    .filter(one -> TaskStanding.of(one.state()) == TaskStanding.OVER)
                    .filter(end -> !isDue(history, launch, end))
                    .findFirst()
                    .ifPresent(end -> wrong.add(launch.task() + ", which " + launch.course() + ", was told " + word(end)
                            + " for " + end.reason()));
        }
        return finding(
                "no task of a framework was disturbed: each ended by itself, by KILL, or not at all",
                wrong,
                true,
                ran + " tasks ran");
    }

    private static boolean isDue(TaskHistory history, Launched launch, Told end) {
        if (end.isReconciliation()) {
            // It may have been forgotten by then. That it had ended at all is what an update has to say, or another
            // check finds.
            return history.latest(launch.task())
                    .filter(told -> TaskStanding.of(told.state()) == TaskStanding.OVER)
                    .isPresent();
        }
        return switch (end.state()) {
            case "FINISHED" -> launch.course() == Course.FINISHES;
            case "FAILED" -> launch.course() == Course.FAILS;
            case "KILLED" -> history.isKilled(launch.task(), Set.of(Outcome.ACCEPTED, Outcome.UNKNOWN));
            default -> false;
        };
    }

    private static Finding finding(String check, List<String> wrong, boolean looked, String detail) {
        return Finding.of(
                check,
                wrong.isEmpty() && looked,
                wrong.isEmpty()
                        ? detail
                        : wrong.size() + " are not: "
                                + String.join("; ", wrong.subList(0, Math.min(SHOWN_MAX, wrong.size()))));
    }
}
