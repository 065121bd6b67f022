package io.boreas.core.scheduler;

import java.util.ArrayDeque;
import java.util.Comparator;

/** Equal instances of a job that wait. */
final class PendingQueue implements Comparable<PendingQueue> {
    private static final Comparator<PendingQueue> ORDER = Comparator.<PendingQueue>comparingInt(q -> q.priority)
            .reversed()
            .thenComparing(q -> q.job.submittedAt)
            .thenComparing(q -> q.job.key)
            .thenComparingInt(q -> q.index);

    final JobState job;
    final Shape shape;
    final int index;
    final int priority;
    final ArrayDeque<PendingJob.PendingTask> tasks = new ArrayDeque<>();

    PendingQueue(JobState job, Shape shape, int index) {
        this.job = job;
        this.shape = shape;
        this.index = index;
        this.priority = job.priority;
    }

    @Override
    public int compareTo(PendingQueue other) {
        return ORDER.compare(this, other);
    }
}
