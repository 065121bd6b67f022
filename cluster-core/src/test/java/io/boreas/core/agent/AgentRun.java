package io.boreas.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One agent's machine at work: each decision is stored at once, and the ledger is audited at each commit. */
public final class AgentRun {
    private final AgentMachine machine = new AgentMachine();
    private final List<AgentEvent> journal = new ArrayList<>();
    private Agent agent = machine.vacant(AgentSamples.AGENT);

    /** An agent that is registered and empty. */
    public static AgentRun registered() {
        var run = new AgentRun();
        run.tell(new AgentCommand.Register(AgentSamples.hello()));
        return run;
    }

    /** An agent in a state that no command leads to. */
    static AgentRun at(Agent agent) {
        var run = new AgentRun();
        run.agent = agent;
        return run;
    }

    public AgentReply tell(AgentCommand command) {
        return tell(command, AgentSamples.NOW);
    }

    public AgentReply tell(AgentCommand command, Instant now) {
        var decision = machine.decide(agent, command, now);
        for (var event : decision.events()) {
            agent = machine.evolve(agent, event);
            journal.add(event);
        }
        audit();
        return decision.reply();
    }

    AgentReply admit(int number) {
        return tell(new AgentCommand.Admit(List.of(AgentSamples.admission(number))));
    }

    AgentReply report(StatusUpdate... updates) {
        return tell(new AgentCommand.Report(agent.incarnation(), List.of(updates)));
    }

    public Agent agent() {
        return agent;
    }

    public List<AgentEvent> journal() {
        return journal;
    }

    Task task(int number) {
        return agent.tasks().get(AgentSamples.task(number)).orElseThrow();
    }

    List<AgentEffect> owed() {
        return machine.outstanding(agent);
    }

    Agent replayed() {
        var state = machine.vacant(AgentSamples.AGENT);
        for (var event : journal) {
            state = machine.evolve(state, event);
        }
        return state;
    }

    /** I1: what is used is what live tasks hold, no port twice, and all of it is there unless the agent shrank. */
    private void audit() {
        var used = Resources.empty();
        var leased = Resources.empty();
        long ports = 0;
        for (var task : agent.tasks().values()) {
            if (task.isLive()) {
                used = used.plus(task.resources());
                ports += task.resources().ports().size();
                var named = task.ports().values().stream()
                        .mapToLong(Integer::longValue)
                        .toArray();
                assertThat(task.resources().ports()).isEqualTo(Ranges.ofNumbers(named));
            }
            long newest = task.noticeSequence();
            for (int i = task.notices().size() - 1; i >= 0; i--) {
                assertThat(task.notices().get(i).sequence())
                        .as("notices of %s", task.id())
                        .isEqualTo(newest--);
            }
        }
        for (var lease : agent.leases().values()) {
            leased = leased.plus(lease.resources());
            ports += lease.resources().ports().size();
        }
        assertThat(agent.used()).isEqualTo(used);
        assertThat(agent.leased()).isEqualTo(leased);
        if (!agent.isOffering()) {
            assertThat(agent.leases().isEmpty())
                    .as("offers of an agent that gets nothing")
                    .isTrue();
        }
        if (agent.duty() instanceof Duty.Draining) {
            agent.tasks().forEachValue(task -> assertThat(task.kill().isPresent() || !task.isLive())
                    .as("%s is to stop", task.id())
                    .isTrue());
        }
        if (agent.duty() instanceof Duty.Drained || agent.presence() == Presence.GONE) {
            assertThat(used.isEmpty()).as("nothing runs").isTrue();
        }
        auditRevocable(agent);
        var promised = used.plus(leased).nonRevocable();
        assertThat(promised.ports().size()).as("ports promised once").isEqualTo(ports);
        assertThat(agent.total().contains(promised) || leased.nonRevocable().isEmpty())
                .as("leases fit")
                .isTrue();
        if (!agent.total().contains(promised)) {
            assertThat(agent.available().nonRevocable())
                    .as("left of a shrunken agent")
                    .isEqualTo(Resources.empty());
        }
    }

    /** I1, of what agents oversubscribe: offers are of what its tasks leave, and so is what is available. */
    static void auditRevocable(Agent agent) {
        for (String name : List.of("cpus", "mem")) {
            long given = agent.oversubscribed().scalarMilli(name);
            long used = agent.used().revocable().scalarMilli(name);
            long leased = agent.leased().revocable().scalarMilli(name);
            long available = agent.available().revocable().scalarMilli(name);
            assertThat(leased)
                    .as("revocable %s in offers, of %s of which %s is used", name, given, used)
                    .isBetween(0L, Math.max(0, given - used));
            assertThat(available).as("revocable %s available", name).isEqualTo(Math.max(0, given - used - leased));
        }
    }

    boolean holds(TaskId task) {
        return agent.tasks().containsKey(task);
    }
}
