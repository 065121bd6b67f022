package io.boreas.core.job;

import io.boreas.core.id.JobKey;
import io.boreas.core.task.StatusAck;
import java.util.List;
import java.util.SortedSet;

/** What a job's group answers. */
public sealed interface JobReply {
    /** Done. */
    record Done() implements JobReply {
        public static final Done DONE = new Done();
    }

    /** The instances that the command moved, or found so already. */
    record Affected(JobKey job, List<Integer> instances) implements JobReply {
        public Affected {
            instances = List.copyOf(instances);
        }
    }

    /** Notices are taken up to these numbers. */
    record Heard(List<StatusAck> acks) implements JobReply {
        public Heard {
            acks = List.copyOf(acks);
        }
    }

    /** The job has active instances already. */
    record JobExists(JobKey job) implements JobReply {}

    /** There is no such job, or nothing of it is active. */
    record UnknownJob(JobKey job) implements JobReply {}

    /** These instances are not active; nothing was done. */
    record InactiveInstances(JobKey job, SortedSet<Integer> instances) implements JobReply {}

    /** The job would have more instances than one may have; nothing was done. */
    record TooManyInstances(JobKey job, int wanted, int max) implements JobReply {}
}
