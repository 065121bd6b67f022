package io.boreas.core.framework;

import io.boreas.core.agent.Notice;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Role;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What happened to a framework. */
public sealed interface FrameworkEvent {
    /** Its scheduler connected, for the first time or again; every older connection is stale from here on. */
    record Subscribed(long stream, String streamId, FrameworkInfo info, SortedSet<Role> suppressed, Instant at)
            implements FrameworkEvent {
        public Subscribed {
            suppressed = Collections.unmodifiableSortedSet(new TreeSet<>(suppressed));
        }
    }

    /** What it says of itself, or which roles it wants offers for, changed. */
    record Updated(FrameworkInfo info, SortedSet<Role> suppressed, Instant at) implements FrameworkEvent {
        public Updated {
            suppressed = Collections.unmodifiableSortedSet(new TreeSet<>(suppressed));
        }
    }

    /** Its scheduler's connection ended; unless it is back by then, it is removed at the deadline. */
    record Disconnected(Instant at, Instant failoverAt) implements FrameworkEvent {}

    /** It is over: its tasks are stopped wherever they are, and its id cannot be used again. */
    record Removed(String message, Instant at) implements FrameworkEvent {}

    /** An agent's group told something new of a task. */
    record Noticed(TaskRun run, List<Notice> notices) implements FrameworkEvent {
        public Noticed {
            notices = List.copyOf(notices);
        }
    }

    /** It acknowledged its task's notices up to this number; with the terminal one, the task is over for it. */
    record Acknowledged(TaskId task, long sequence) implements FrameworkEvent {}

    /** The agent's group took the acknowledgement of a run's end. */
    record AckTaken(Claim claim) implements FrameworkEvent {}

    /** An agent runs something in its name that it must not: to be stopped there. */
    record KillOwed(Claim claim) implements FrameworkEvent {}

    /** The agent's group took the kill. */
    record KillTaken(Claim claim) implements FrameworkEvent {}

    /** An agent's group must be told that it is over. */
    record RemovalOwed(AgentId agent) implements FrameworkEvent {}

    /** The agent's group knows that it is over. */
    record RemovalTaken(AgentId agent) implements FrameworkEvent {}

    /** It is over and no longer remembered. */
    record Forgotten() implements FrameworkEvent {}
}
