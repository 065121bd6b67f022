package io.boreas.testcluster.sim.cell;

import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.job.JobKeeper;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.World;
import java.util.List;

/** The cell's own {@link JobKeeper} on the simulated shell, as it is on {@code JobGroup}. */
final class SimJobGroup extends SimGroup<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect>
        implements JobKeeper.Outside {
    private final int number;
    private final JobKeeper keeper;

    SimJobGroup(World world, Life life, int number) {
        super(
                world,
                life,
                GroupKind.JOB,
                number,
                Address.jobGroup(number),
                world.rules().jobs());
        this.number = number;
        this.keeper = new JobKeeper(
                number,
                new JobMachine(world.settings().jobs()),
                world.settings().ofGroups(),
                new SimPost(world, address()),
                world.clocks(),
                this);
    }

    @Override
    JobKey idOf(Job job) {
        return job.key();
    }

    @Override
    void recovered() {
        keeper.recovered(group());
    }

    @Override
    void committed(Batch<JobKey, JobEvent> batch) {
        keeper.committed(group(), batch);
    }

    @Override
    void watched(List<Asked<JobKey, JobCommand>> asked, List<JobReply> replies, boolean changed) {
        world().watch().jobsAnswer(number, asked, replies, changed);
    }

    @Override
    void answerTo(Address asker, Asked<JobKey, JobCommand> asked, JobReply reply) {
        world().network()
                .send(
                        address(),
                        asker,
                        new CellMessage.ToClient(asked.envelope().cause().command(), reply));
    }

    @Override
    void answer(Asked<JobKey, JobCommand> asked, JobReply reply) {
        var envelope = asked.envelope();
        keeper.answer(group(), envelope.aggregate(), envelope.command(), SimPost.replyTo(asked.asker()), reply);
    }

    @Override
    void receive(CellMessage message) {
        switch (message) {
            case CellMessage.ToJobs(var asked) -> asked.forEach(this::enqueue);
            case CellMessage.ToGroup(JobGroupMessage.Said said) -> keeper.hear(group(), said);
            default -> throw new IllegalStateException("a group of jobs does not take " + message);
        }
    }

    @Override
    void tick() {
        keeper.tick(group());
    }

    @Override
    public void tell(PlannerMessage report) {
        world().network().send(address(), Address.PLANNER, new CellMessage.ToPlanner((PlannerMessage.Report) report));
    }
}
