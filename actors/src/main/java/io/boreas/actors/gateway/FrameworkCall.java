package io.boreas.actors.gateway;

import io.boreas.core.agent.Operation;
import io.boreas.core.framework.FrameworkWish;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** What a subscribed scheduler asks. Source: Mesos, {@code scheduler::Call}. */
public sealed interface FrameworkCall {
    /**
     * Use offers, all of one agent.
     *
     * @param refusal how long what is left of them is not wanted
     */
    record Accept(List<OfferId> offers, List<Operation> operations, Duration refusal) implements FrameworkCall {
        public Accept {
            offers = List.copyOf(offers);
            operations = List.copyOf(operations);
        }
    }

    /** Give offers back, and do not want their like for so long. */
    record Decline(List<OfferId> offers, Duration refusal) implements FrameworkCall {
        public Decline {
            offers = List.copyOf(offers);
        }
    }

    /**
     * Answer inverse offers; those that are not open are passed over.
     *
     * @param accepted whether it leaves in time
     * @param refusal how long it is not to be asked again
     */
    record AnswerInverse(List<OfferId> offers, boolean accepted, Duration refusal) implements FrameworkCall {
        public AnswerInverse {
            offers = List.copyOf(offers);
        }
    }

    /** Want offers again for these roles, or for all if none is named. */
    record Revive(SortedSet<Role> roles) implements FrameworkCall {
        public Revive {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        }
    }

    /** Want no offers for these roles, or for any if none is named. */
    record Suppress(SortedSet<Role> roles) implements FrameworkCall {
        public Suppress {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        }
    }

    /**
     * Stop a task.
     *
     * @param grace in place of what its own kill policy says
     */
    record Kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace) implements FrameworkCall {}

    /** End an executor and its tasks. */
    record Shutdown(AgentId agent, String executor) implements FrameworkCall {}

    /** An update arrived. */
    record Acknowledge(AgentId agent, TaskId task, UUID uuid) implements FrameworkCall {}

    /** What became of these tasks, or of all if none is named. */
    record Reconcile(List<Reconciliation.Question> questions) implements FrameworkCall {
        public Reconcile {
            questions = List.copyOf(questions);
        }
    }

    /** Hand this to an executor; it may be lost. */
    record Message(AgentId agent, String executor, Payload data) implements FrameworkCall {}

    /** Say something else of itself, all or nothing. */
    record Update(FrameworkWish wish) implements FrameworkCall {}

    /** End the framework. */
    record Teardown() implements FrameworkCall {}
}
