package io.boreas.testcluster.sim.check;

import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.machine.Batch;
import io.boreas.testcluster.sim.Watch;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which instances of services people want, from what they asked for alone: created, added, not stopped. */
public final class Desired implements Watch {
    private final Map<JobKey, TreeSet<Integer>> wanted = new TreeMap<>();
    private final Map<JobKey, JobKind> kinds = new TreeMap<>();

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        for (var recorded : batch.events()) {
            var instances = wanted.computeIfAbsent(recorded.aggregate(), any -> new TreeSet<>());
            switch (recorded.event()) {
                case JobEvent.Created(var spec, long seed, var at) -> {
                    kinds.put(recorded.aggregate(), spec.kind());
                    instances.clear();
                    addFrom(instances, 0, spec.instances());
                }
                case JobEvent.InstancesAdded(int template, int first, int count, var at) ->
                    addFrom(instances, first, count);
                case JobEvent.Moved moved
                when moved.to() == ScheduleStatus.KILLING -> instances.remove(moved.instance());
                case JobEvent.Withdrawn(int instance, var task) -> instances.remove(instance);
                default -> {}
            }
        }
    }

    private static void addFrom(TreeSet<Integer> instances, int first, int count) {
        for (int instance = first; instance < first + count; instance++) {
            instances.add(instance);
        }
    }

    /** The services ever created. */
    public SortedSet<JobKey> services() {
        var keys = new TreeSet<JobKey>();
        kinds.forEach((key, kind) -> {
            if (kind == JobKind.SERVICE) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** The instances wanted of a job. */
    public SortedSet<Integer> of(JobKey job) {
        return Collections.unmodifiableSortedSet(wanted.getOrDefault(job, new TreeSet<>()));
    }
}
