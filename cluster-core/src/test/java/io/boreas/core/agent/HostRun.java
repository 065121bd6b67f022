package io.boreas.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent.Hello;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One agent's machine at work for frameworks: each decision is stored at once, and the ledger is audited at each event. */
public final class HostRun {
    public static final FrameworkId FRAMEWORK = new FrameworkId("framework-1");
    public static final Role ROLE = new Role("web");
    public static final Instant NOW = AgentSamples.NOW;

    private final AgentMachine machine = new AgentMachine();
    private final List<AgentEvent> journal = new ArrayList<>();
    private Agent agent = machine.vacant(AgentSamples.AGENT);
    private Instant now = NOW;
    private int offers;

    /** An agent that is registered with these resources, and empty. */
    public static HostRun with(String resources) {
        var run = new HostRun();
        run.register(resources);
        return run;
    }

    public AgentReply register(String resources, TaskReport... tasks) {
        return tell(new AgentCommand.Register(
                new Hello(AgentSamples.AGENT, "boot-1", AgentSamples.info(resources), List.of(tasks))));
    }

    public AgentReply tell(AgentCommand command) {
        now = now.plusMillis(1);
        var decision = machine.decide(agent, command, now);
        for (var event : decision.events()) {
            agent = machine.evolve(agent, event);
            journal.add(event);
            audit(agent);
        }
        return decision.reply();
    }

    /** Leases resources to the framework, which must succeed. */
    OfferId offer(String resources) {
        return offer(Resources.parse(resources));
    }

    OfferId offer(Resources resources) {
        return offer(FRAMEWORK, ROLE, resources);
    }

    OfferId offer(FrameworkId framework, Role role, Resources resources) {
        var id = new OfferId("offer-" + offers++);
        var lease = new Lease(id, framework, role, resources, now);
        assertThat(tell(new AgentCommand.GrantLease(lease))).isEqualTo(AgentReply.Done.DONE);
        return id;
    }

    AgentReply.Accepted accept(OfferId offer, Operation... operations) {
        return (AgentReply.Accepted) tell(accepting(List.of(offer), operations));
    }

    static AgentCommand.Accept accepting(List<OfferId> offers, Operation... operations) {
        return new AgentCommand.Accept(
                FRAMEWORK, offers, Arrays.asList(operations), Optional.empty(), true, true, new TreeSet<>());
    }

    AgentReply report(int number, long sequence, TaskState state) {
        var status = TaskStatus.of(state, StatusSource.EXECUTOR, now);
        return tell(
                new AgentCommand.Report(agent.incarnation(), List.of(new StatusUpdate(key(number), sequence, status))));
    }

    public Agent agent() {
        return agent;
    }

    public List<AgentEvent> journal() {
        return journal;
    }

    public List<AgentEffect> owed() {
        return machine.outstanding(agent);
    }

    public Agent replayed() {
        var state = machine.vacant(AgentSamples.AGENT);
        for (var event : journal) {
            state = machine.evolve(state, event);
        }
        return state;
    }

    Task task(int number) {
        return agent.tasks().get(key(number)).orElseThrow();
    }

    static TaskId id(int number) {
        return new TaskId("task-" + number);
    }

    TaskId key(int number) {
        return agent.hosted()
                .works()
                .get(TaskKeys.of(FRAMEWORK, id(number)))
                .orElseThrow()
                .key();
    }

    static Operation.Launch launch(FrameworkTask... tasks) {
        return new Operation.Launch(Optional.empty(), List.of(tasks));
    }

    static FrameworkTask command(int number, String resources) {
        return command("task-" + number, Resources.parse(resources));
    }

    public static FrameworkTask command(String id, Resources resources) {
        return task(id, resources, new TreeMap<>(), true, Optional.empty(), Optional.empty());
    }

    static FrameworkTask in(FrameworkExecutor executor, int number, String resources) {
        return task(
                "task-" + number,
                Resources.parse(resources),
                new TreeMap<>(),
                false,
                Optional.of(executor),
                Optional.empty());
    }

    static FrameworkTask task(
            String id,
            Resources resources,
            SortedMap<String, Long> limits,
            boolean hasCommand,
            Optional<FrameworkExecutor> executor,
            Optional<Duration> killGrace) {
        return new FrameworkTask(
                id,
                "web",
                AgentSamples.AGENT.value(),
                resources,
                List.of(),
                limits,
                hasCommand ? Optional.of(AgentSamples.spec("cpus:1;mem:64")) : Optional.empty(),
                executor,
                false,
                killGrace,
                Optional.empty(),
                List.of(),
                Payload.of(new byte[] {1}));
    }

    static FrameworkExecutor executor(String id, String resources) {
        return new FrameworkExecutor(
                id, FrameworkExecutor.Kind.DEFAULT, Resources.parse(resources), Payload.of(new byte[] {2}));
    }

    /** I1: what is used and leased is in what the agent has, resource by resource and port by port; volumes that many may use once. */
    public static void audit(Agent agent) {
        var used = Resources.empty();
        var leased = Resources.empty();
        long ports = 0;
        for (var task : agent.tasks().values()) {
            if (task.isLive()) {
                used = used.plus(task.resources());
                ports += task.resources().ports().size();
            }
        }
        for (var executor : agent.hosted().executors().values()) {
            used = used.plus(executor.executor().resources());
            ports += executor.executor().resources().ports().size();
        }
        for (var lease : agent.leases().values()) {
            leased = leased.plus(lease.resources());
            ports += lease.resources().ports().size();
        }
        assertThat(agent.used()).isEqualTo(used);
        assertThat(agent.leased()).isEqualTo(leased);
        AgentRun.auditRevocable(agent);
        var promised = used.plus(leased).nonRevocable().filter(resource -> !resource.terms()
                .shared());
        assertThat(promised.ports().size()).as("ports promised once").isEqualTo(ports);
        assertThat(agent.total().contains(promised) || leased.nonRevocable().isEmpty())
                .as("%s of %s is promised", promised, agent.total())
                .isTrue();
        for (var shared : used.plus(leased).shared().toList()) {
            assertThat(agent.total().contains(shared)).as("%s is there", shared).isTrue();
        }
        agent.hosted().works().forEachValue(work -> assertThat(agent.tasks().containsKey(work.key()))
                .as("%s", work)
                .isTrue());
    }
}
