package io.boreas.drill.load;

import io.boreas.drill.history.Course;
import io.boreas.drill.history.Outcome;
import io.boreas.drill.history.TaskStanding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Which tasks a framework has, which it launches next, and which it kills: a few, now and then. Thread-safe. */
final class Roster {
    private static final int ALIVE_MAX = 8;
    private static final int STAYING_MAX = 4;
    /** Tasks on agents out of reach count apart, so that others can be launched meanwhile. */
    private static final int AWAY_MAX = 8;

    private static final int LAUNCHES_MAX = 5_000;
    private static final Duration LAUNCH_PAUSE = Duration.ofSeconds(1);
    private static final Duration KILL_PAUSE = Duration.ofSeconds(2);

    private final String prefix;
    private final Random random;
    private final LongSupplier clock;
    private final Map<String, Entry> open = new LinkedHashMap<>();
    private int launches;
    private long launched;
    private long killed;
    private boolean stopped;

    /**
     * A task that is to be launched, or was.
     *
     * @param agent whose offer it takes
     */
    record Plan(String task, String agent, Course course) {}

    private record Entry(Plan plan, Optional<String> state, boolean isKilled) {
        TaskStanding standing() {
            return state.map(TaskStanding::of).orElse(TaskStanding.ALIVE);
        }

        /** Whether nothing more is to be heard of it for now. */
        boolean isQuiet() {
            boolean stays = plan.course() == Course.STAYS
                    && !isKilled
                    && state.filter("RUNNING"::equals).isPresent();
            return stays || standing() == TaskStanding.AWAY;
        }
    }

    /**
     * Nothing is launched and killed yet, and not at once.
     *
     * @param prefix of the ids of its tasks, which nobody else uses
     * @param clock in nanoseconds
     */
    Roster(String prefix, Random random, LongSupplier clock) {
        this.prefix = prefix;
        this.random = random;
        this.clock = clock;
        this.launched = clock.getAsLong();
        this.killed = launched;
    }

    /** What is to be launched on an agent that offers enough; an id is given once, whatever comes of it. */
    synchronized Optional<Plan> launch(String agent) {
        boolean tooSoon = clock.getAsLong() - launched < LAUNCH_PAUSE.toNanos();
        boolean full = count(TaskStanding.ALIVE) >= ALIVE_MAX || count(TaskStanding.AWAY) >= AWAY_MAX;
        if (stopped || tooSoon || full || launches >= LAUNCHES_MAX) {
            return Optional.empty();
        }
        launched = clock.getAsLong();
        var plan = new Plan(prefix + launches++, agent, course());
        open.put(plan.task(), new Entry(plan, Optional.empty(), false));
        return Optional.of(plan);
    }

    private Course course() {
        long staying = open.values().stream()
                .filter(entry -> entry.plan().course() == Course.STAYS && entry.standing() == TaskStanding.ALIVE)
                .count();
        if (staying < STAYING_MAX) {
            return Course.STAYS;
        }
        return random.nextInt(4) == 0 ? Course.FAILS : Course.FINISHES;
    }

    private long count(TaskStanding standing) {
        return open.values().stream()
                .filter(entry -> entry.standing() == standing)
                .count();
    }

    /** A launch was answered. */
    synchronized void answered(String task, Outcome outcome) {
        if (outcome == Outcome.REFUSED) {
            open.remove(task);
        }
    }

    /** A task that is to be killed: one that would stay, now and then. */
    synchronized Optional<Plan> kill() {
        if (stopped || clock.getAsLong() - killed < KILL_PAUSE.toNanos()) {
            return Optional.empty();
        }
        killed = clock.getAsLong();
        var staying = open.values().stream()
                .filter(entry -> entry.isQuiet() && entry.standing() == TaskStanding.ALIVE)
                .toList();
        if (staying.isEmpty()) {
            return Optional.empty();
        }
        var chosen = staying.get(random.nextInt(staying.size()));
        open.put(chosen.plan().task(), new Entry(chosen.plan(), chosen.state(), true));
        return Optional.of(chosen.plan());
    }

    /** A kill was answered; unless it was accepted, it may have to be asked for again. */
    synchronized void answeredKill(String task, Outcome outcome) {
        if (outcome != Outcome.ACCEPTED) {
            open.computeIfPresent(task, (id, entry) -> new Entry(entry.plan(), entry.state(), false));
        }
    }

    /**
     * Something was told of a task.
     *
     * @param asked whether it is an answer to RECONCILE
     */
    synchronized void told(String task, String state, boolean asked) {
        var standing = TaskStanding.of(state);
        if (standing == TaskStanding.OVER || (standing == TaskStanding.UNKNOWN && asked)) {
            open.remove(task);
        } else if (!asked) {
            open.computeIfPresent(task, (id, entry) -> new Entry(entry.plan(), Optional.of(state), entry.isKilled()));
        }
    }

    /** The tasks that it believes to be there, and where. */
    synchronized Map<String, String> open() {
        return agents(entry -> true);
    }

    /** Those of them of which it was told something: a launch may be on its way still, and be overtaken by a question after it. */
    synchronized Map<String, String> known() {
        return agents(entry -> entry.state().isPresent());
    }

    private Map<String, String> agents(Predicate<Entry> which) {
        var agents = new LinkedHashMap<String, String>();
        open.values().stream()
                .filter(which)
                .forEach(entry -> agents.put(entry.plan().task(), entry.plan().agent()));
        return agents;
    }

    /** Nothing is launched and killed any more. */
    synchronized void stop() {
        stopped = true;
    }

    /** Whether each task that is there is to go on as it is. */
    synchronized boolean isQuiet() {
        return open.values().stream().allMatch(Entry::isQuiet);
    }
}
