package io.boreas.core.scheduler;

import java.time.Instant;
import java.util.ArrayDeque;

/** Equal instances of a job that wait; the most urgent queue is first. */
final class PendingQueue implements Comparable<PendingQueue> {
    final JobState job;
    final Shape shape;
    final int index;
    final int priority;
    final Instant submittedAt;
    final ArrayDeque<PendingJob.PendingTask> tasks = new ArrayDeque<>();

    PendingQueue(JobState job, Shape shape, int index) {
        this.job = job;
        this.shape = shape;
        this.index = index;
        this.priority = job.priority;
        this.submittedAt = job.submittedAt;
    }

    @Override
    public int compareTo(PendingQueue other) {
        if (priority != other.priority) {
            return priority > other.priority ? -1 : 1;
        }
        int order = submittedAt.compareTo(other.submittedAt);
        if (order == 0) {
            order = job.key.compareTo(other.job.key);
        }
        return order == 0 ? Integer.compare(index, other.index) : order;
    }
}
