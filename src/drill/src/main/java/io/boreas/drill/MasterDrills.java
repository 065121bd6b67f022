package io.boreas.drill;

import io.boreas.drill.Drill.Need;
import io.boreas.drill.Stopwatch.Phase;
import io.boreas.drill.cell.MastersCell;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What happens to masters. */
final class MasterDrills {
    /** For as long as this a master that was given up goes on without knowing. */
    private static final Duration UNAWARE = Duration.ofSeconds(3);

    private static final Duration CLOCK_JUMP = Duration.ofHours(1);

    /** By how much longer than an agent may be silent a clock stays wrong. */
    private static final Duration PAST_SILENCE = Duration.ofSeconds(2);

    private MasterDrills() {}

    static List<Drill> all() {
        return List.of(
                new Drill(
                        "kill-master",
                        "SIGKILL to a master, any; it is started again",
                        Set.of(),
                        drill -> kill(drill, drill.anyMaster())),
                new Drill(
                        "kill-all",
                        "SIGKILL to all masters at once; they are started again",
                        Set.of(),
                        MasterDrills::killAll),
                new Drill(
                        "kill-leader",
                        "SIGKILL to the master that plans and allocates",
                        Set.of(Need.SEVERAL_MASTERS),
                        drill -> kill(drill, drill.leader())),
                new Drill(
                        "pause-master",
                        "SIGSTOP to the master that leads, past the detector; it wakes as a stranger",
                        Set.of(Need.SEVERAL_MASTERS),
                        MasterDrills::pause),
                new Drill(
                        "cut-master",
                        "a master is cut off from the others, and reaches store and clients",
                        Set.of(Need.SEVERAL_MASTERS, Need.RELAYS),
                        MasterDrills::cut),
                new Drill(
                        "cut-cell",
                        "the cell is cut in two: fewer than half of the masters are cut off from the others, together",
                        Set.of(Need.SEVERAL_MASTERS, Need.RELAYS),
                        MasterDrills::cutInTwo),
                new Drill(
                        "cut-apart",
                        "every master is cut off from every other, so that none may go on, until the network is mended",
                        Set.of(Need.SEVERAL_MASTERS, Need.RELAYS),
                        MasterDrills::cutApart),
                new Drill(
                        "clock-jump",
                        "the clock of a master, any, is set an hour ahead, then an hour back",
                        Set.of(),
                        MasterDrills::setClock),
                new Drill(
                        "rolling-restart",
                        "SIGTERM to one master after the other, each started again before the next",
                        Set.of(),
                        MasterDrills::rollingRestart));
    }

    private static void kill(Rehearsal drill, int master) {
        var cell = drill.cell();
        boolean leads = cell.leader(master).equals(Optional.of(master));
        drill.harm("SIGKILL to master " + master + (leads ? ", which led" : ""), () -> cell.master(master)
                .killHard());
        if (cell.count() > 1) {
            awaitOthers(drill, Set.of(master), leads);
        }
        drill.then("master " + master + " is started again", () -> cell.launchMaster(master));
        awaitBack(drill, master);
        if (cell.count() == 1) {
            awaitService(drill, master);
        }
    }

    /** The others notice, and go on without them. */
    private static void awaitOthers(Rehearsal drill, Set<Integer> lost, boolean led) {
        var cell = drill.cell();
        int other = drill.otherThan(lost);
        var phases = new ArrayList<>(List.of(
                Phase.when("detected by another", () -> lost.stream().allMatch(one -> cell.isMissed(one, other))),
                drill.firstMutation(),
                drill.everyKey(),
                drill.agentsBack(other),
                drill.tasksKnown(other)));
        phases.addAll(drill.frameworkServed());
        if (led) {
            phases.add(Phase.when("another leads", () -> cell.leader(other)
                    .filter(leader -> !lost.contains(leader))
                    .isPresent()));
        }
        drill.await(phases);
    }

    private static void awaitBack(Rehearsal drill, int master) {
        int seenBy = drill.otherThan(Set.of(master));
        drill.await(Phase.when(
                "master " + master + " answers for the whole cell",
                () -> drill.cell().isReady(master) && drill.cell().isUp(master, seenBy)));
    }

    private static void awaitService(Rehearsal drill, int seenBy) {
        drill.await(
                drill.frameworkServed(),
                drill.firstMutation(),
                drill.everyKey(),
                drill.agentsBack(seenBy),
                drill.tasksKnown(seenBy));
    }

    private static void killAll(Rehearsal drill) {
        var cell = drill.cell();
        var all = IntStream.range(0, cell.count()).boxed().toList();
        drill.harm("SIGKILL to all masters", () -> all.parallelStream()
                .forEach(master -> cell.master(master).killHard()));
        drill.then("all are started again", () -> all.forEach(cell::launchMaster));
        drill.await(all.stream()
                .map(master ->
                        Phase.when("master " + master + " answers for the whole cell", () -> cell.isReady(master)))
                .toList());
        awaitService(drill, 0);
    }

    private static void pause(Rehearsal drill) {
        int master = drill.leader();
        var cell = drill.cell();
        drill.harm("SIGSTOP to master " + master + ", which led", () -> cell.master(master)
                .signal("STOP"));
        try {
            awaitOthers(drill, Set.of(master), true);
        } finally {
            drill.then("SIGCONT", () -> cell.master(master).signal("CONT"));
        }
        // Clients go on asking all: if it answered from what it knew before, reads and writes of single keys would show
        // it.
        drill.hold(UNAWARE);
        awaitBack(drill, master);
    }

    private static void cut(Rehearsal drill) {
        int master = drill.random().nextBoolean() ? drill.leader() : drill.anyMaster();
        cutOff(drill, Set.of(master));
    }

    private static void cutInTwo(Rehearsal drill) {
        var masters = IntStream.range(0, drill.cell().count()).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(masters, drill.random());
        cutOff(drill, Set.copyOf(masters.subList(0, (masters.size() - 1) / 2)));
    }

    /** Some masters, fewer than half, are cut off from the others, and back. */
    private static void cutOff(Rehearsal drill, Set<Integer> some) {
        boolean led = some.contains(drill.leader());
        var cell = drill.cell();
        drill.harm(
                named(some) + (led ? ", which led, is cut off" : " is cut off"),
                () -> cell.cutMasters(List.of(some, without(cell.count(), some))));
        try {
            awaitOthers(drill, some, led);
            checkNothingAccepted(drill, some, "who is cut off accepts nothing");
        } finally {
            drill.then("the network is mended", cell::mendMasters);
        }
        some.forEach(master -> awaitBack(drill, master));
    }

    private static void cutApart(Rehearsal drill) {
        var cell = drill.cell();
        var all = without(cell.count(), Set.of());
        drill.harm(
                "every master is cut off from every other",
                () -> cell.cutMasters(all.stream().map(Set::of).toList()));
        try {
            drill.await(Phase.when(
                    "no master answers for the whole cell", () -> all.stream().noneMatch(one -> answers(cell, one))));
            checkNothingAccepted(drill, all, "nobody accepts anything");
        } finally {
            drill.then("the network is mended", cell::mendMasters);
        }
        long mended = System.nanoTime();
        all.forEach(master -> awaitBack(drill, master));
        drill.await(
                drill.frameworkServed(mended),
                drill.everyKey("every key takes mutations again", mended),
                drill.agentsBack(0),
                drill.tasksKnown(0));
    }

    /** Whether a master does; one that begins anew has no door for a moment. */
    private static boolean answers(MastersCell cell, int master) {
        try {
            return cell.isReady(master);
        } catch (UncheckedIOException closed) {
            return false;
        }
    }

    /** What these accept from now on would be accepted without authority. */
    private static void checkNothingAccepted(Rehearsal drill, Set<Integer> masters, String check) {
        long since = System.nanoTime();
        drill.hold(UNAWARE);
        var believed = drill.load().operations().stream()
                .filter(operation -> operation.invokedNanos() - since >= 0
                        && masters.contains(operation.master())
                        && operation.isMutation()
                        && operation.isAcknowledged())
                .toList();
        drill.check(
                check,
                believed.isEmpty(),
                believed.isEmpty()
                        ? "for " + UNAWARE.toSeconds() + " s"
                        : believed.getFirst().toString());
    }

    private static Set<Integer> without(int count, Set<Integer> some) {
        return IntStream.range(0, count)
                .boxed()
                .filter(master -> !some.contains(master))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String named(Set<Integer> masters) {
        var numbers = masters.stream().sorted().map(Object::toString).collect(Collectors.joining(" with "));
        return "master " + numbers;
    }

    private static void setClock(Rehearsal drill) {
        int master = drill.anyMaster();
        var cell = drill.cell();
        var jumped = drill.silence().plus(PAST_SILENCE);
        drill.harm("the clock of master " + master + " is set an hour ahead", () -> cell.setClock(master, CLOCK_JUMP));
        try {
            drill.await(drill.frameworkServed(), drill.firstMutation(), drill.everyKey());
            drill.hold(jumped);
            drill.then("it is set two hours back", () -> cell.setClock(master, CLOCK_JUMP.negated()));
            long back = System.nanoTime();
            drill.await(drill.everyKey("every key takes mutations again", back));
            drill.hold(jumped);
        } finally {
            drill.then("it is right again", () -> cell.setClock(master, Duration.ZERO));
        }
        long right = System.nanoTime();
        drill.await(
                drill.everyKey("every key takes mutations at last", right),
                drill.agentsBack(master),
                drill.tasksKnown(master));
    }

    private static void rollingRestart(Rehearsal drill) {
        var cell = drill.cell();
        drill.harm("rolling restart", () -> {});
        for (int i = 0; i < cell.count(); i++) {
            int master = i;
            drill.then("SIGTERM to master " + master, () -> cell.master(master).signal("TERM"));
            drill.await(Phase.when("master " + master + " has ended", () -> !cell.master(master)
                    .isAlive()));
            drill.then("it is started again", () -> cell.launchMaster(master));
            awaitBack(drill, master);
            drill.await(drill.agentsBack(master), drill.tasksKnown(master));
        }
        long after = System.nanoTime();
        drill.await(drill.frameworkServed(after), drill.everyKey("every key takes mutations", after));
    }
}
