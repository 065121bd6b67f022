package io.boreas.actors.group;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/** Who hears the answer to a command. */
public sealed interface ReplyTo<R> {
    /** Nobody waits for it. */
    record Nobody<R>() implements ReplyTo<R> {}

    /** An actor asked. */
    record Actor<R>(ActorRef<R> actor) implements ReplyTo<R> {}

    /** A job asked: its group is told what concerns it, as a command. */
    record OfJob<R>(JobKey job) implements ReplyTo<R> {}

    /**
     * A framework's group asked: it is told what concerns it.
     *
     * @param call the number of its scheduler's call; 0 if the group does what it owes
     * @param refusal for how long its framework does not want what it gives back by this
     */
    record OfFramework<R>(FrameworkId framework, long call, Duration refusal) implements ReplyTo<R> {}

    /** The allocator asked, and learns what was decided. */
    record OfAllocator<R>() implements ReplyTo<R> {}

    /** The planner chose, in this round, and learns that the choice was decided on by what the job's group reports next. */
    record OfPlanner<R>(long round) implements ReplyTo<R> {}
}
