package io.boreas.testcluster.sim;

import io.boreas.core.id.JobKey;
import io.boreas.core.machine.Envelope;

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

        /** The planner chose in this round, and learns of the answer by what the job's group reports. */
        record OfPlanner(long round) implements Asker {}
    }

    /** A command whose answer nobody waits for. */
    public static <K, C> Asked<K, C> byNobody(Envelope<K, C> envelope) {
        return new Asked<>(envelope, new Asker.Nobody());
    }
}
