package io.boreas.testcluster.sim;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.machine.Envelope;
import java.time.Duration;

/** A command for an aggregate, and who hears the answer. */
public record Asked<K, C>(Envelope<K, C> envelope, Asker asker) {
    /** Who hears the answer to a command. */
    public sealed interface Asker {
        /** Nobody waits for it. */
        record Nobody() implements Asker {}

        /** It is sent to this address. */
        record At(Address address) implements Asker {}

        /** A job's group is told what concerns the job, as a command. */
        record OfJob(JobKey job) implements Asker {}

        /**
         * A framework's group is told what concerns the framework.
         *
         * @param call the number of its scheduler's call; 0 if the group does what it owes
         * @param refusal for how long the framework does not want what it gives back by this
         */
        record OfFramework(FrameworkId framework, long call, Duration refusal) implements Asker {}

        /** The allocator learns what was decided. */
        record OfAllocator() implements Asker {}

        /** The planner chose in this round, and learns of the answer by what the job's group reports. */
        record OfPlanner(long round) implements Asker {}
    }

    /** A command whose answer nobody waits for. */
    public static <K, C> Asked<K, C> byNobody(Envelope<K, C> envelope) {
        return new Asked<>(envelope, new Asker.Nobody());
    }
}
