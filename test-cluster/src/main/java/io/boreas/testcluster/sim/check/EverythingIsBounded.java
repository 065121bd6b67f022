package io.boreas.testcluster.sim.check;

import io.boreas.core.agent.Task;
import io.boreas.core.framework.Framework;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.SimSettings;

/** I9: what is remembered has a bound: commands, notices, histories; looked at after each record and replay. */
public final class EverythingIsBounded implements Checker {
    private final SimSettings settings;

    public EverythingIsBounded(SimSettings settings) {
        this.settings = settings;
    }

    @Override
    public String property() {
        return "I9 everything is bounded";
    }

    @Override
    public void replayed(Address group, GroupSnapshot<?> state) {
        check(group, state);
    }

    @Override
    public void served(Address group, GroupSnapshot<?> state) {
        check(group, state);
    }

    private void check(Address group, GroupSnapshot<?> state) {
        require(
                state.commands().size() <= settings.commandsMax(),
                "%s remembers %d commands",
                group,
                state.commands().size());
        for (var aggregate : state.aggregates()) {
            switch (aggregate) {
                case Job job -> check(job);
                case io.boreas.core.agent.Agent agent -> agent.tasks().forEachValue(this::check);
                case Framework framework -> check(framework);
                default -> throw violation(group + " hosts a " + aggregate.getClass());
            }
        }
    }

    private void check(Framework framework) {
        require(
                framework.ended().size() <= Framework.ENDED_MAX,
                "%s remembers %d ended tasks",
                framework.id(),
                framework.ended().size());
        framework
                .tasks()
                .forEachValue(task -> require(
                        task.pending().size() <= Task.NOTICES_MAX,
                        "%s of %s has %d updates that wait",
                        task.run().task(),
                        framework.id(),
                        task.pending().size()));
    }

    private void check(Task task) {
        require(
                task.notices().size() <= Task.NOTICES_MAX,
                "%s has %d notices",
                task.id(),
                task.notices().size());
    }

    private void check(Job job) {
        require(
                job.ended().size() <= Job.ENDED_MAX,
                "%s remembers %d ended runs",
                job.key(),
                job.ended().size());
        job.active().forEachValue(this::check);
        job.ended().forEach(this::check);
    }

    private void check(InstanceTask run) {
        require(
                run.history().size() <= InstanceTask.HISTORY_MAX,
                "%s has a history of %d",
                run.id(),
                run.history().size());
    }

    /** Looks at a queue. */
    public void checkQueue(String name, int size, int max) {
        require(size <= max, "%s has %d waiting, and %d is much", name, size, max);
    }
}
