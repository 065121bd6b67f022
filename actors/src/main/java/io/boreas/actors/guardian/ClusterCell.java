package io.boreas.actors.guardian;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellCounts;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.gateway.InverseOffers;
import io.boreas.actors.gateway.JobCounts;
import io.boreas.actors.gateway.JobPage;
import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryReply;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** The cell as one master reaches it: asks the groups, on whichever master they are, and merges what they answer. */
final class ClusterCell implements Cell {
    private final Asking asking;
    private final Groups groups;
    private final Operating operating;
    private final ActorRef<PlannerMessage> planner;
    private final ActorRef<AllocatorMessage> allocator;
    private final EventFeed feed;
    private final CellInfo info;
    private final Masters masters;

    ClusterCell(
            Asking asking,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            EventFeed feed,
            CellInfo info,
            Masters masters) {
        this.asking = asking;
        this.groups = groups;
        this.operating = new Operating(asking, groups);
        this.planner = planner;
        this.allocator = allocator;
        this.feed = feed;
        this.info = info;
        this.masters = masters;
    }

    @Override
    public CellInfo info() {
        return info;
    }

    @Override
    public CompletionStage<String> unreadiness() {
        CompletionStage<String> all = CompletableFuture.completedStage("");
        for (var kind : GroupKind.values()) {
            CompletionStage<List<Integer>> there = asking.ofEvery(kind, GroupMessage.AreYouThere::new);
            all = all.thenCombine(there, (text, numbers) -> text);
        }
        return all.exceptionally(failure -> "some groups have not replayed their journals yet");
    }

    @Override
    public CompletionStage<List<MasterView>> masters() {
        return masters.all();
    }

    @Override
    public CompletionStage<JobReply> command(JobKey job, JobCommand command, Cause cause) {
        return asking.of(
                GroupKind.JOB,
                groups.numberOf(job),
                replyTo -> new GroupMessage.Command<>(
                        new Envelope<>(job, command, cause), new ReplyTo.Actor<JobReply>(replyTo)));
    }

    @Override
    public CompletionStage<Optional<Job>> job(JobKey job) {
        CompletionStage<JobGroupMessage.Found> found =
                asking.of(GroupKind.JOB, groups.numberOf(job), replyTo -> new JobGroupMessage.Find(job, replyTo));
        return found.thenApply(JobGroupMessage.Found::job);
    }

    @Override
    public CompletionStage<List<Job>> jobs() {
        return jobs(JobPage.ALL);
    }

    @Override
    public CompletionStage<List<Job>> jobs(JobPage page) {
        return asking.<Job, JobGroupMessage.Jobs>all(
                        GroupKind.JOB,
                        (last, replyTo) -> new JobGroupMessage.FindSome(
                                last.map(job -> page.behind(job.key())).orElse(page), replyTo))
                .thenApply(all -> all.stream()
                        .sorted(Comparator.comparing(Job::key))
                        .limit(page.limit())
                        .toList());
    }

    @Override
    public CompletionStage<Optional<Job>> jobOf(TaskId task) {
        return asking.<JobGroupMessage.Found>ofEvery(
                        GroupKind.JOB, replyTo -> new JobGroupMessage.FindByTask(task, replyTo))
                .thenApply(found ->
                        found.stream().flatMap(one -> one.job().stream()).findFirst());
    }

    @Override
    public CompletionStage<List<AgentView>> agents() {
        return asking.all(GroupKind.AGENT, AgentGroupMessage.FindSome::behind)
                .thenApply(all -> Asking.sorted(
                        all, Comparator.comparing(view -> view.agent().id())));
    }

    @Override
    public CompletionStage<Optional<AgentView>> agent(AgentId agent) {
        return operating.agent(agent);
    }

    @Override
    public CompletionStage<CellCounts> counts() {
        CompletionStage<List<JobCounts>> jobs = asking.ofEvery(GroupKind.JOB, JobGroupMessage.Count::new);
        CompletionStage<List<AgentCounts>> agents = asking.ofEvery(GroupKind.AGENT, AgentGroupMessage.Count::new);
        return jobs.thenCombine(
                agents,
                (ofJobs, ofAgents) -> new CellCounts(
                        ofJobs.stream().reduce(JobCounts.of(List.of()), JobCounts::plus),
                        ofAgents.stream().reduce(AgentCounts.of(List.of()), AgentCounts::plus)));
    }

    @Override
    public CompletionStage<AgentReply> lifecycle(AgentId agent, AgentCommand.Lifecycle command, Cause cause) {
        return operating.lifecycle(agent, command, cause);
    }

    @Override
    public CompletionStage<AgentReply> convert(AgentId agent, AgentCommand.Convert command, Cause cause) {
        return operating.ask(agent, command, cause);
    }

    @Override
    public CompletionStage<Registry> registry() {
        return operating.registry();
    }

    @Override
    public CompletionStage<RegistryReply> registry(RegistryCommand command, Cause cause) {
        return operating.registry(command, cause);
    }

    @Override
    public CompletionStage<List<InverseAnswers.Said>> inverseAnswers() {
        CompletionStage<InverseAnswers> answers = asking.actor(allocator, AllocatorMessage.AskInverseAnswers::new);
        return answers.thenApply(InverseAnswers::list);
    }

    @Override
    public CompletionStage<List<FrameworkPush.InverseOffer>> inverseOffers() {
        CompletionStage<InverseOffers> offers = asking.actor(allocator, AllocatorMessage.AskInverseOffers::new);
        return offers.thenApply(InverseOffers::list);
    }

    @Override
    public CompletionStage<PlacementPreview> preview(JobSpec spec, int instances) {
        return asking.actor(planner, replyTo -> new PlannerMessage.Preview(spec, instances, replyTo));
    }

    @Override
    public CompletionStage<Optional<PendingReasons>> why(JobKey job, TaskId task) {
        CompletionStage<PlannerMessage.Reasons> reasons =
                asking.actor(planner, replyTo -> new PlannerMessage.Why(job, task, replyTo));
        return reasons.thenApply(PlannerMessage.Reasons::reasons);
    }

    @Override
    public CompletionStage<SandboxAnswer> sandbox(AgentId agent, TaskId task, SandboxQuery query) {
        return asking.of(
                GroupKind.AGENT,
                groups.numberOf(agent),
                replyTo -> new AgentGroupMessage.AskSandbox(agent, task, query, replyTo));
    }

    @Override
    public EventFeed events() {
        return feed;
    }
}
