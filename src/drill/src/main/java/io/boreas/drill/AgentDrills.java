package io.boreas.drill;

import io.boreas.drill.Drill.Need;
import io.boreas.drill.Stopwatch.Phase;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What happens to agents, and to their links. */
final class AgentDrills {
    /** How long an agent that came back is watched: whether what it says late changes anything. */
    private static final Duration LATE_NEWS = Duration.ofSeconds(2);

    private final Rehearsal drill;
    private final int victim;

    private AgentDrills(Rehearsal drill, int victim) {
        this.drill = drill;
        this.victim = victim;
    }

    /** What happens to the agent that most of the job runs on: the planner may have left the other one empty. */
    private static AgentDrills of(Rehearsal drill) {
        var byHost = drill.served(0).map(JobView::active).orElse(List.of()).stream()
                .collect(Collectors.groupingBy(Run::host, Collectors.counting()));
        int victim = IntStream.range(0, DrillPlan.AGENTS)
                .boxed()
                .max(Comparator.comparing(number -> byHost.getOrDefault(host(number), 0L)))
                .orElseThrow();
        return new AgentDrills(drill, victim);
    }

    static List<Drill> all() {
        return List.of(
                new Drill(
                        "kill-agent",
                        "SIGKILL to an agent; the next one on its directory finds its tasks",
                        Set.of(),
                        drill -> of(drill).kill()),
                new Drill(
                        "agent-silent",
                        "SIGSTOP to an agent past its deadline; it is replaced, and not believed when it wakes",
                        Set.of(),
                        drill -> of(drill).pause()),
                new Drill(
                        "cut-agent",
                        "an agent's link is cut past its deadline while it runs on",
                        Set.of(Need.RELAYS),
                        drill -> of(drill).cut()));
    }

    /** What agents of a drill are told. */
    static List<String> options(int number) {
        return List.of("--hostname", host(number), "--resources", "cpus:2;mem:2048;disk:2048;ports:[31000-31099]");
    }

    private static String host(int number) {
        return "agent-" + number;
    }

    private void kill() {
        var cell = drill.cell();
        long before = incarnation();
        drill.harm("SIGKILL to agent " + victim, () -> cell.agent(victim).killHard());
        drill.await(Phase.when("detected: not linked", () -> !isLinked()));
        drill.then("it is started again", () -> cell.startAgent(victim, options(victim)));
        drill.await(
                drill.frameworkServed(),
                Phase.when("agent " + victim + " linked again", () -> isLinked() && incarnation() > before),
                drill.tasksKnown(0));
    }

    private void pause() {
        var agent = drill.cell().agent(victim);
        silence("SIGSTOP to agent " + victim, () -> agent.signal("STOP"), "SIGCONT", () -> agent.signal("CONT"));
    }

    private void cut() {
        var cell = drill.cell();
        silence(
                "agent " + victim + " is cut off",
                () -> cell.cutAgent(victim),
                "the network is mended",
                () -> cell.mendAgent(victim));
    }

    private void silence(String harm, Runnable silence, String end, Runnable speak) {
        long incarnation = incarnation();
        var runs = drill.served(0).map(JobView::active).orElse(List.of()).stream()
                .filter(run -> run.host().equals(host(victim)))
                .toList();
        if (runs.isEmpty()) {
            throw new IllegalStateException("nothing of the job runs; there is nothing to rehearse");
        }
        var tasks = runs.stream().map(Run::taskId).collect(Collectors.toSet());
        drill.excuse(tasks);
        drill.harm(harm, silence);
        try {
            drill.await(
                    Phase.when("detected: not linked", () -> !isLinked()),
                    Phase.when("its tasks are replaced", () -> drill.served(0)
                            .filter(Rehearsal::isServing)
                            .filter(job -> job.active().stream().noneMatch(run -> tasks.contains(run.taskId())))
                            .isPresent()));
            // Late news: a run that it will have to report as failed, and that was given up before.
            drill.then("one of its processes ends unseen", () -> processes(
                            Set.of(runs.getFirst().taskId()))
                    .forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly)));
        } finally {
            drill.then(end, speak);
        }
        var replaced = drill.served(0).orElseThrow();
        drill.await(
                drill.frameworkServed(),
                Phase.when(
                        "agent " + victim + " is back, as another incarnation",
                        () -> isLinked() && incarnation() > incarnation),
                Phase.when("what it ran without authority is killed", () -> processes(tasks)
                        .isEmpty()));
        drill.hold(LATE_NEWS);
        var after = drill.served(0).orElseThrow();
        drill.check(
                "what it says late is not believed",
                isUnmoved(replaced, after) && isServing(after),
                "the replacements "
                        + (isUnmoved(replaced, after)
                                ? "run on"
                                : "were " + replaced.active() + ", and are " + after.active()));
        var given = after.ended().stream()
                .filter(run -> tasks.contains(run.taskId()))
                .toList();
        drill.check(
                "the runs that were given up stay given up",
                given.size() == tasks.size()
                        && given.stream().allMatch(run -> run.state().equals("LOST")),
                given.stream()
                        .map(run -> run.taskId() + " " + run.states())
                        .toList()
                        .toString());
    }

    private static boolean isServing(JobView job) {
        return Rehearsal.isServing(job);
    }

    private static boolean isUnmoved(JobView before, JobView after) {
        return before.active().stream()
                .map(Run::taskId)
                .toList()
                .equals(after.active().stream().map(Run::taskId).toList());
    }

    private List<Seen> processes(Set<String> tasks) {
        return drill.cell().processes().first(Rehearsal.SERVED).stream()
                .filter(process -> tasks.contains(process.taskId()))
                .toList();
    }

    private boolean isLinked() {
        return drill.cell().agentsSeenBy(0).stream()
                .filter(agent -> agent.path("host").asText().equals(host(victim)))
                .anyMatch(agent -> agent.path("linked").asBoolean());
    }

    private long incarnation() {
        return drill.cell().agentsSeenBy(0).stream()
                .filter(agent -> agent.path("host").asText().equals(host(victim)))
                .mapToLong(agent -> agent.path("incarnation").asLong())
                .max()
                .orElse(-1);
    }
}
