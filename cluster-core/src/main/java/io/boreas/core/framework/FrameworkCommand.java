package io.boreas.core.framework;

import io.boreas.core.agent.Notice;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Role;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** What a framework's group is asked. Calls of a scheduler carry its stream's id, and are refused if that is not the newest. */
public sealed interface FrameworkCommand {
    /**
     * Connect.
     *
     * @param force whether to replace a connection that still stands
     * @param streamId drawn by the door for this connection
     */
    record Subscribe(FrameworkWish wish, boolean force, String streamId) implements FrameworkCommand {}

    /** Change what it says of itself, all or nothing. */
    record Update(String streamId, FrameworkWish wish) implements FrameworkCommand {}

    /** This connection ended. */
    record Disconnect(String streamId) implements FrameworkCommand {}

    /** End it, as its scheduler asks. */
    record Teardown(String streamId) implements FrameworkCommand {}

    /** End it, as an operator asks. */
    record TeardownByOperator() implements FrameworkCommand {}

    /** Offers are wanted for these roles again, or for all if none is named. */
    record Revive(String streamId, SortedSet<Role> roles) implements FrameworkCommand {
        public Revive {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        }
    }

    /** No offers are wanted for these roles, or for any if none is named. */
    record Suppress(String streamId, SortedSet<Role> roles) implements FrameworkCommand {
        public Suppress {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        }
    }

    /** An update arrived. */
    record Acknowledge(String streamId, AgentId agent, TaskId task, UUID uuid) implements FrameworkCommand {}

    /** An agent's group tells what became of tasks. */
    record Hear(List<TaskNotices> told) implements FrameworkCommand {
        public Hear {
            told = List.copyOf(told);
        }
    }

    /**
     * What an agent's group tells of one run: all that was not acknowledged, in order.
     *
     * @param host where it runs, to be told and not to be kept; empty if its agent's group does not say
     */
    record TaskNotices(TaskRun run, List<Notice> notices, Optional<TaskHost> host) {
        public TaskNotices {
            notices = List.copyOf(notices);
        }

        /** Of a run of which nobody says where it is. */
        public TaskNotices(TaskRun run, List<Notice> notices) {
            this(run, notices, Optional.empty());
        }
    }

    /** The agents' groups took the acknowledgements of these ends. */
    record AcksTaken(List<Claim> claims) implements FrameworkCommand {
        public AcksTaken {
            claims = List.copyOf(claims);
        }
    }

    /** The agents' groups took the kills of these. */
    record KillsTaken(List<Claim> claims) implements FrameworkCommand {
        public KillsTaken {
            claims = List.copyOf(claims);
        }
    }

    /** These agents' groups know that it is over. */
    record RemovalsTaken(List<AgentId> agents) implements FrameworkCommand {
        public RemovalsTaken {
            agents = List.copyOf(agents);
        }
    }

    /** Time has passed: the failover timeout may have. */
    record Tick() implements FrameworkCommand {}

    /** Forget it, if it is over and nothing is owed: there are newer ones to remember. */
    record Forget() implements FrameworkCommand {}
}
