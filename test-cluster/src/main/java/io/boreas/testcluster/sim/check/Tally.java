package io.boreas.testcluster.sim.check;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobEvent;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.task.TaskLaunch;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Watch;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happened, so that it can be seen whether runs see everything that can happen. */
public final class Tally implements Watch {
    private final Map<String, Integer> counts = new TreeMap<>();

    /** How often each thing happened. */
    public Map<String, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        count("records");
        for (var recorded : batch.events()) {
            count(recorded.event().getClass().getSimpleName());
            if (recorded.event() instanceof AgentEvent.TaskObserved observed) {
                count("task " + observed.status().state());
            }
        }
    }

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        count("records");
        for (var recorded : batch.events()) {
            count(recorded.event().getClass().getSimpleName());
            if (recorded.event() instanceof JobEvent.Moved moved) {
                count("run " + moved.to());
            }
        }
    }

    @Override
    public void frameworksDurable(int group, Batch<FrameworkId, FrameworkEvent> batch) {
        count("records");
        batch.events()
                .forEach(recorded ->
                        count("framework " + recorded.event().getClass().getSimpleName()));
    }

    @Override
    public void called(FrameworkId framework, FrameworkCall call) {
        count("call " + call.getClass().getSimpleName());
    }

    @Override
    public void pushed(FrameworkId framework, FrameworkPush push) {
        count("push " + push.getClass().getSimpleName());
        switch (push) {
            case FrameworkPush.Update update ->
                count((update.update().uuid().isPresent() ? "told " : "answered ")
                        + update.update().status().state());
            case FrameworkPush.Undone undone ->
                count("undone " + undone.status().reason());
            default -> {}
        }
    }

    @Override
    public void replayed(Address group, GroupSnapshot<?> state) {
        count("replays");
    }

    @Override
    public void welcomed(AgentId agent, long incarnation) {
        count("welcomes");
    }

    @Override
    public void started(AgentId agent, TaskLaunch launch) {
        count("starts");
    }

    @Override
    public void ended(AgentId agent, TaskId task, End how) {
        count("ended " + how);
    }
}
