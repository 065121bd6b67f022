package io.boreas.actors.agent;

import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.link.ToLink;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.link.FromMaster;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskLaunch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a group of agents is about to send: what goes to the same agent, job or framework travels together. */
final class Outbox {
    /** Launches in one message: a frame of the link has a size it must not exceed. */
    private static final int LAUNCHES_MAX = 64;

    private final GroupPost groups;
    private final AgentLinks links;
    private final Map<AgentId, AgentParcel> agents = new LinkedHashMap<>();
    private final Map<JobKey, List<JobCommand.TaskNotices>> jobs = new LinkedHashMap<>();
    private final Map<FrameworkId, List<FrameworkCommand.TaskNotices>> frameworks = new LinkedHashMap<>();

    Outbox(GroupPost groups, AgentLinks links) {
        this.groups = groups;
        this.links = links;
    }

    void launch(AgentId agent, AgentEffect.LaunchOn launch) {
        parcel(agent).launches.add(launch.launch());
    }

    void launch(AgentId agent, AgentEffect.LaunchWorks launch) {
        parcel(agent).works.add(new FromMaster.LaunchWorks(launch.works(), launch.executor(), Payload.NONE));
    }

    /** What is said of an agent's executors, in any order beside its tasks. */
    void say(AgentId agent, List<FromMaster> messages) {
        if (!messages.isEmpty()) {
            parcel(agent).others.addAll(messages);
        }
    }

    void kill(AgentId agent, AgentEffect.KillOn kill) {
        parcel(agent).kills.add(kill.order());
    }

    private AgentParcel parcel(AgentId agent) {
        return agents.computeIfAbsent(agent, id -> new AgentParcel());
    }

    void tell(AgentId agent, AgentEffect.Tell tell) {
        switch (tell.owner()) {
            case Owner.JobInstance(var job, var instance) ->
                jobs.computeIfAbsent(job, key -> new ArrayList<>())
                        .add(new JobCommand.TaskNotices(instance, tell.task(), agent, tell.notices(), tell.ports()));
            case Owner.Framework(var framework) ->
                throw new IllegalStateException("task " + tell.task() + " of framework " + framework + " on agent "
                        + agent + " is in the ledger without what its framework said of it");
        }
    }

    void tell(Agent agent, AgentEffect.TellFramework tell) {
        var work = tell.work();
        var run = new TaskRun(work.id(), work.key(), tell.agent(), work.name(), work.role(), tell.launchedAt());
        frameworks
                .computeIfAbsent(work.framework(), id -> new ArrayList<>())
                .add(new FrameworkCommand.TaskNotices(run, tell.notices(), Optional.of(TaskHost.of(agent, work))));
    }

    void send() {
        agents.forEach(
                (agent, parcel) -> links.line(agent).ifPresent(line -> line.tell(new ToLink.Send(parcel.messages()))));
        var byJobGroup = new TreeMap<Integer, List<GroupMessage.Command<JobKey, JobCommand, JobReply>>>();
        jobs.forEach((job, told) -> byJobGroup
                .computeIfAbsent(groups.numberOf(job), number -> new ArrayList<>())
                .add(new GroupMessage.Command<>(
                        new Envelope<>(job, new JobCommand.Hear(told), Cause.SYSTEM), new ReplyTo.Nobody<>())));
        byJobGroup.forEach(
                (number, commands) -> groups.tell(GroupKind.JOB, number, new GroupMessage.Commands<>(commands)));
        var byGroup = new TreeMap<Integer, List<GroupMessage.Command<FrameworkId, FrameworkCommand, FrameworkReply>>>();
        frameworks.forEach(
                (framework, told) -> byGroup.computeIfAbsent(groups.numberOf(framework), number -> new ArrayList<>())
                        .add(new GroupMessage.Command<>(
                                new Envelope<>(framework, new FrameworkCommand.Hear(told), Cause.SYSTEM),
                                new ReplyTo.Nobody<>())));
        byGroup.forEach(
                (number, commands) -> groups.tell(GroupKind.FRAMEWORK, number, new GroupMessage.Commands<>(commands)));
    }

    private static final class AgentParcel {
        final List<TaskLaunch> launches = new ArrayList<>();
        final List<KillOrder> kills = new ArrayList<>();
        final List<FromMaster> works = new ArrayList<>();
        final List<FromMaster> others = new ArrayList<>();

        /** Kills first: a run that lost its authority ends before anything new begins (I2). */
        List<FromMaster> messages() {
            var messages = new ArrayList<FromMaster>();
            kills.forEach(order -> messages.add(new FromMaster.Kill(order)));
            messages.addAll(others);
            for (int from = 0; from < launches.size(); from += LAUNCHES_MAX) {
                int to = Math.min(from + LAUNCHES_MAX, launches.size());
                messages.add(new FromMaster.Launch(launches.subList(from, to)));
            }
            messages.addAll(works);
            return messages;
        }
    }
}
