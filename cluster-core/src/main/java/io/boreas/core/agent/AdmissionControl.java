package io.boreas.core.agent;

import io.boreas.core.agent.AgentReply.Refusal;
import io.boreas.core.agent.AgentReply.Why;
import io.boreas.core.id.Owner;
import io.boreas.core.machine.Decision;
import io.boreas.core.resource.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** Which of the wished tasks an agent takes: each is decided on what the ones before it leave. */
final class AdmissionControl {
    private AdmissionControl() {}

    static Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand.Admit command, Instant at) {
        var draft = new Draft(agent);
        var refusals = new ArrayList<Refusal>();
        for (var admission : command.admissions()) {
            if (!draft.agent().tasks().containsKey(admission.task())) {
                admit(draft, admission, at).ifPresent(refusals::add);
            }
        }
        return draft.reply(new AgentReply.Admitted(refusals));
    }

    /** Which tasks of an accepted command are not here: they were refused then, or have left the ledger since. */
    static AgentReply repeated(Agent agent, AgentCommand.Admit command) {
        return new AgentReply.Admitted(command.admissions().stream()
                .filter(admission -> !agent.tasks().containsKey(admission.task()))
                .map(admission -> new Refusal(
                        admission.task(), Why.INSUFFICIENT, "was refused when it was first asked for, or has ended"))
                .toList());
    }

    private static Optional<Refusal> admit(Draft draft, Admission admission, Instant at) {
        var agent = draft.agent();
        if (agent.presence() != Presence.REGISTERED) {
            return Optional.of(new Refusal(
                    admission.task(),
                    Why.AGENT_AWAY,
                    "agent " + agent.id() + " is " + (agent.info().isEmpty() ? "not known" : away(agent.presence()))));
        }
        if (!agent.duty().isActive()) {
            return Optional.of(new Refusal(
                    admission.task(),
                    Why.AGENT_AWAY,
                    "agent " + agent.id() + " is " + agent.duty().word()));
        }
        if (agent.tasks().size() >= AgentMachine.TASKS_MAX) {
            return Optional.of(new Refusal(
                    admission.task(),
                    Why.INSUFFICIENT,
                    "agent " + agent.id() + " holds " + AgentMachine.TASKS_MAX
                            + " tasks, ended ones whose owners have not acknowledged it included"));
        }
        return switch (ResourcePick.of(agent.available(), role(admission.owner()), admission.spec())) {
            case ResourcePick.Lacking(var message) ->
                Optional.of(new Refusal(admission.task(), Why.INSUFFICIENT, message));
            case ResourcePick.Picked(var resources, var ports) -> {
                draft.add(new AgentEvent.TaskLaunched(
                        admission.task(), admission.owner(), admission.spec(), resources, ports, at));
                yield Optional.empty();
            }
        };
    }

    private static String away(Presence presence) {
        return switch (presence) {
            case REGISTERED -> "registered";
            case UNREACHABLE -> "unreachable";
            case GONE -> "gone";
        };
    }

    /** Whose reservations the owner may use; frameworks use what their offers name, not what is free. */
    private static Role role(Owner owner) {
        return switch (owner) {
            // A job's role may start with a dash, a Mesos role may not: nothing can be reserved for such a job.
            case Owner.JobInstance(var job, int instance) when !job.role().startsWith("-") -> new Role(job.role());
            case Owner.JobInstance job -> Role.STAR;
            case Owner.Framework framework -> Role.STAR;
        };
    }
}
