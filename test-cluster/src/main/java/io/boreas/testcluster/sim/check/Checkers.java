package io.boreas.testcluster.sim.check;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.link.AgentAction;
import io.boreas.core.link.FromMaster;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.task.TaskLaunch;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Rules;
import io.boreas.testcluster.sim.SimSettings;
import io.boreas.testcluster.sim.Watch;
import java.util.ArrayList;
import java.util.List;

/** All checks of a run: hears everything, and lets the durable cell move before anybody looks at it. */
public final class Checkers implements Watch {
    private final DurableCell cell;
    private final Desired desired = new Desired();
    private final ReplayIsExact replay;
    private final EverythingIsBounded bounds;
    private final Tally tally = new Tally();
    private final List<Checker> checkers;
    private final List<Watch> all = new ArrayList<>();

    /** @param limitsBind whether {@link LimitsHold} is asked */
    public Checkers(Rules rules, SimSettings settings, boolean limitsBind) {
        this.cell = new DurableCell(rules, settings);
        this.replay = new ReplayIsExact(cell);
        this.bounds = new EverythingIsBounded(settings);
        this.checkers = List.of(
                new NoDoublePromise(cell),
                new OneAuthorisedRun(cell),
                new AcknowledgedIsDurable(cell),
                new NoticesInOrder(cell),
                new StaleVoicesRefused(),
                replay,
                new RestartsAreSilent(cell),
                new LimitsHold(cell, settings, limitsBind),
                bounds);
        all.add(cell);
        all.add(desired);
        all.add(tally);
        all.addAll(checkers);
    }

    public DurableCell cell() {
        return cell;
    }

    public Desired desired() {
        return desired;
    }

    public ReplayIsExact replay() {
        return replay;
    }

    public EverythingIsBounded bounds() {
        return bounds;
    }

    public Tally tally() {
        return tally;
    }

    /** An event is over. */
    public void afterEvent() {
        checkers.forEach(Checker::afterEvent);
    }

    @Override
    public void agentsDurable(int group, Batch<AgentId, AgentEvent> batch) {
        all.forEach(watch -> watch.agentsDurable(group, batch));
    }

    @Override
    public void jobsDurable(int group, Batch<JobKey, JobEvent> batch) {
        all.forEach(watch -> watch.jobsDurable(group, batch));
    }

    @Override
    public void agentsAnswer(
            int group, List<Asked<AgentId, AgentCommand>> commands, List<AgentReply> replies, boolean changed) {
        all.forEach(watch -> watch.agentsAnswer(group, commands, replies, changed));
    }

    @Override
    public void jobsAnswer(
            int group, List<Asked<JobKey, JobCommand>> commands, List<JobReply> replies, boolean changed) {
        all.forEach(watch -> watch.jobsAnswer(group, commands, replies, changed));
    }

    @Override
    public void frameworksDurable(int group, Batch<FrameworkId, FrameworkEvent> batch) {
        all.forEach(watch -> watch.frameworksDurable(group, batch));
    }

    @Override
    public void frameworksAnswer(
            int group,
            List<Asked<FrameworkId, FrameworkCommand>> commands,
            List<FrameworkReply> replies,
            boolean changed) {
        all.forEach(watch -> watch.frameworksAnswer(group, commands, replies, changed));
    }

    @Override
    public void called(FrameworkId framework, FrameworkCall call) {
        all.forEach(watch -> watch.called(framework, call));
    }

    @Override
    public void pushed(FrameworkId framework, FrameworkPush push) {
        all.forEach(watch -> watch.pushed(framework, push));
    }

    @Override
    public void replayed(Address group, GroupSnapshot<?> state) {
        all.forEach(watch -> watch.replayed(group, state));
    }

    @Override
    public void served(Address group, GroupSnapshot<?> state) {
        all.forEach(watch -> watch.served(group, state));
    }

    @Override
    public void sent(Address from, Address to, CellMessage message) {
        all.forEach(watch -> watch.sent(from, to, message));
    }

    @Override
    public void said(AgentId agent, FromMaster message) {
        all.forEach(watch -> watch.said(agent, message));
    }

    @Override
    public void welcomed(AgentId agent, long incarnation) {
        all.forEach(watch -> watch.welcomed(agent, incarnation));
    }

    @Override
    public void acts(AgentId agent, AgentAction action) {
        all.forEach(watch -> watch.acts(agent, action));
    }

    @Override
    public void started(AgentId agent, TaskLaunch launch) {
        all.forEach(watch -> watch.started(agent, launch));
    }

    @Override
    public void ended(AgentId agent, TaskId task, End how) {
        all.forEach(watch -> watch.ended(agent, task, how));
    }
}
