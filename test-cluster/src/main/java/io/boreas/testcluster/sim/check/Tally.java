package io.boreas.testcluster.sim.check;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.task.TaskLaunch;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.Watch;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happened, so that it can be seen whether runs see everything that can happen. */
public final class Tally implements Watch {
    /** Instances for which the planner handed a choice to a group of jobs. */
    public static final String CHOICES_MADE = "choices made";

    /** Those of which it was stored. */
    public static final String CHOICES_STORED = "choices stored";

    private final Map<String, Integer> counts = new TreeMap<>();

    /** How often each thing happened. */
    public Map<String, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }

    private void count(String what) {
        count(what, 1);
    }

    private void count(String what, int times) {
        counts.merge(what, times, Integer::sum);
    }

    @Override
    public void jobsAnswer(
            int group, List<Asked<JobKey, JobCommand>> commands, List<JobReply> replies, boolean changed) {
        for (var asked : commands) {
            if (asked.envelope().command() instanceof JobCommand.Choose(var choices)) {
                count(CHOICES_MADE, choices.size());
            }
        }
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
            switch (recorded.event()) {
                case JobEvent.Moved moved -> count("run " + moved.to());
                case JobEvent.PlacesChosen chosen ->
                    count(CHOICES_STORED, chosen.choices().size());
                default -> {}
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
