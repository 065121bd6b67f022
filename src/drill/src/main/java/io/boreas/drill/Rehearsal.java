package io.boreas.drill;

import io.boreas.drill.DrillResult.Step;
import io.boreas.drill.Stopwatch.Phase;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.MastersCell;
import io.boreas.drill.cell.Relay;
import io.boreas.drill.check.Finding;
import io.boreas.drill.load.DrillFramework;
import io.boreas.drill.load.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** What a drill has in its hands: the cell and its clients, and a stopwatch. */
final class Rehearsal {
    /** Instances of the job that serves all the while. */
    static final int SERVED_INSTANCES = 6;

    static final String SERVED = JobText.key("served");
    static final Duration DEADLINE = Duration.ofSeconds(90);

    private final MastersCell cell;
    private final Load load;
    private final DrillFramework framework;
    private final Duration silence;
    private final Optional<Relay> store;
    private final Random random;
    private final Stopwatch watch = new Stopwatch(DEADLINE);
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> excused = new HashSet<>();
    private boolean sameProcesses = true;

    Rehearsal(
            MastersCell cell,
            Load load,
            DrillFramework framework,
            Duration silence,
            Optional<Relay> store,
            Random random) {
        this.cell = cell;
        this.load = load;
        this.framework = framework;
        this.silence = silence;
        this.store = store;
        this.random = random;
    }

    MastersCell cell() {
        return cell;
    }

    Load load() {
        return load;
    }

    /** What stands before the store. */
    Relay store() {
        return store.orElseThrow(() -> new IllegalStateException("the store of this cell is in its master"));
    }

    /** How long an agent may be silent. */
    Duration silence() {
        return silence;
    }

    Random random() {
        return random;
    }

    int anyMaster() {
        return random.nextInt(cell.count());
    }

    /** A master that is none of these; the first, if there is no other. */
    int otherThan(Set<Integer> masters) {
        return IntStream.range(0, cell.count())
                .filter(master -> !masters.contains(master))
                .findFirst()
                .orElse(0);
    }

    int leader() {
        return Await.until("a master leads", DEADLINE, () -> cell.leader(0));
    }

    /** Does the harm; times count from now. */
    void harm(String what, Runnable harm) {
        watch.harm(what, harm);
    }

    /** Does something else. */
    void then(String what, Runnable action) {
        watch.then(what, action);
    }

    /** Waits for all of them, and notes when each was there. */
    void await(Phase... phases) {
        await(List.of(phases));
    }

    /** The same for those of a framework, too. */
    void await(List<Phase> ofFramework, Phase... phases) {
        var all = new ArrayList<>(List.of(phases));
        all.addAll(ofFramework);
        await(all);
    }

    void await(List<Phase> phases) {
        Stopwatch.join(watch.begin(phases));
    }

    /** Waits for a while in which the harm goes on. */
    void hold(Duration time) {
        Stopwatch.hold(time);
    }

    Phase firstMutation() {
        long since = watch.done();
        return new Phase("first mutation accepted", () -> load.firstAcknowledgedAfter(since));
    }

    /** To a framework that subscribes again by itself: an offer, its answer to one, and the task that comes of it. */
    List<Phase> frameworkServed() {
        return frameworkServed(watch.done());
    }

    List<Phase> frameworkServed(long since) {
        return frameworkServed(framework, since);
    }

    static List<Phase> frameworkServed(DrillFramework framework, long since) {
        return List.of(
                new Phase("first offer to a framework", () -> framework.firstOfferAfter(since)),
                new Phase("first launch of a framework accepted", () -> framework.firstLaunchAfter(since)),
                new Phase("first task of a framework runs", () -> framework.firstRunAfter(since)));
    }

    /** Every job and role of the load: they are spread over the groups. */
    Phase everyKey(String what, long since) {
        return new Phase(what, () -> load.allAcknowledgedAfter(since));
    }

    Phase everyKey() {
        return everyKey("every key takes mutations", watch.done());
    }

    Phase agentsBack(int seenBy) {
        return Phase.when("all agents linked", () -> {
            var agents = cell.agentsSeenBy(seenBy);
            return agents.size() == cell.agentCount()
                    && agents.stream().allMatch(agent -> agent.path("linked").asBoolean());
        });
    }

    Phase tasksKnown(int seenBy) {
        return Phase.when(
                "all tasks known and running",
                () -> served(seenBy).filter(Rehearsal::isServing).isPresent());
    }

    /** The job that serves, if the master answers. */
    Optional<JobView> served(int master) {
        var reply = cell.client(master).get(CellClient.JOBS + "/" + SERVED);
        return reply.status() == 200 ? Optional.of(JobView.of(reply.json())) : Optional.empty();
    }

    static boolean isServing(JobView job) {
        return job.active().size() == SERVED_INSTANCES
                && job.active().stream().allMatch(run -> run.state().equals("RUNNING"));
    }

    /** Tasks on an agent out of reach may outlive their authority; others are started in their place. */
    void excuse(Collection<String> tasks) {
        excused.addAll(tasks);
        sameProcesses = false;
    }

    Set<String> excused() {
        return excused;
    }

    /** Whether the processes of the job that serves have to be the same after it. */
    boolean sameProcesses() {
        return sameProcesses;
    }

    /** A check of this drill's own. */
    void check(String check, boolean passed, String detail) {
        findings.add(Finding.of(check, passed, detail));
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What was done and seen. */
    List<Step> steps() {
        return watch.steps(load);
    }
}
