package io.boreas.actors.guardian;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.JobPage;
import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.planner.PlannerMessage;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** The cell as one master reaches it: asks the groups, on whichever master they are, and merges what they answer. */
final class ClusterCell implements Cell {
    private final ActorSystem<?> system;
    private final Groups groups;
    private final ActorRef<PlannerMessage> planner;
    private final EventFeed feed;
    private final CellInfo info;
    private final Duration timeout;
    private final int inFlightMax;
    private final AtomicInteger inFlight = new AtomicInteger();

    ClusterCell(
            ActorSystem<?> system,
            Groups groups,
            ActorRef<PlannerMessage> planner,
            EventFeed feed,
            CellInfo info,
            Duration timeout,
            int inFlightMax) {
        this.system = system;
        this.groups = groups;
        this.planner = planner;
        this.feed = feed;
        this.info = info;
        this.timeout = timeout;
        this.inFlightMax = inFlightMax;
    }

    @Override
    public CellInfo info() {
        return info;
    }

    @Override
    public CompletionStage<String> unreadiness() {
        CompletionStage<List<Integer>> agents =
                ofEvery(GroupKind.AGENT, replyTo -> new GroupMessage.AreYouThere(replyTo));
        CompletionStage<List<Integer>> jobs = ofEvery(GroupKind.JOB, replyTo -> new GroupMessage.AreYouThere(replyTo));
        return agents.thenCombine(jobs, (left, right) -> "")
                .exceptionally(failure -> "some groups have not replayed their journals yet");
    }

    @Override
    public CompletionStage<JobReply> command(JobKey job, JobCommand command, Cause cause) {
        return ask(
                GroupKind.JOB,
                groups.numberOf(job),
                replyTo -> new GroupMessage.Command<>(
                        new Envelope<>(job, command, cause), new ReplyTo.Actor<JobReply>(replyTo)));
    }

    @Override
    public CompletionStage<Optional<Job>> job(JobKey job) {
        return ask(GroupKind.JOB, groups.numberOf(job), replyTo -> new JobGroupMessage.Find(job, replyTo));
    }

    @Override
    public CompletionStage<List<Job>> jobs() {
        return this.<List<Job>>ofEvery(GroupKind.JOB, JobGroupMessage.FindAll::new)
                .thenApply(lists -> merged(lists, Comparator.comparing(Job::key)));
    }

    @Override
    public CompletionStage<List<Job>> jobs(JobPage page) {
        return this.<List<Job>>ofEvery(GroupKind.JOB, replyTo -> new JobGroupMessage.FindPage(page, replyTo))
                .thenApply(lists -> merged(lists, Comparator.comparing(Job::key)).stream()
                        .limit(page.limit())
                        .toList());
    }

    @Override
    public CompletionStage<Optional<Job>> jobOf(TaskId task) {
        return this.<Optional<Job>>ofEvery(GroupKind.JOB, replyTo -> new JobGroupMessage.FindByTask(task, replyTo))
                .thenApply(found -> found.stream().flatMap(Optional::stream).findFirst());
    }

    @Override
    public CompletionStage<List<AgentView>> agents() {
        return this.<List<AgentView>>ofEvery(GroupKind.AGENT, AgentGroupMessage.FindAll::new)
                .thenApply(lists ->
                        merged(lists, Comparator.comparing(view -> view.agent().id())));
    }

    @Override
    public CompletionStage<Optional<AgentView>> agent(AgentId agent) {
        return ask(GroupKind.AGENT, groups.numberOf(agent), replyTo -> new AgentGroupMessage.Find(agent, replyTo));
    }

    @Override
    public CompletionStage<PlacementPreview> preview(JobSpec spec, int instances) {
        return askPlanner(replyTo -> new PlannerMessage.Preview(spec, instances, replyTo));
    }

    @Override
    public CompletionStage<Optional<PendingReasons>> why(JobKey job, TaskId task) {
        return askPlanner(replyTo -> new PlannerMessage.Why(job, task, replyTo));
    }

    @Override
    public CompletionStage<SandboxAnswer> sandbox(AgentId agent, TaskId task, SandboxQuery query) {
        return ask(
                GroupKind.AGENT,
                groups.numberOf(agent),
                replyTo -> new AgentGroupMessage.AskSandbox(agent, task, query, replyTo));
    }

    @Override
    public EventFeed events() {
        return feed;
    }

    private static <T> List<T> merged(List<List<T>> lists, Comparator<T> order) {
        var all = new ArrayList<T>();
        lists.forEach(all::addAll);
        all.sort(order);
        return List.copyOf(all);
    }

    private <T> CompletionStage<List<T>> ofEvery(GroupKind kind, Function<ActorRef<T>, GroupMessage> question) {
        IntFunction<CompletableFuture<T>> ofOne =
                number -> this.<T>askOne(kind, number, question).toCompletableFuture();
        return bounded(() -> {
            var answers = new ArrayList<CompletableFuture<T>>();
            for (int number = 0; number < groups.count(); number++) {
                answers.add(ofOne.apply(number));
            }
            return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .thenApply(done ->
                            answers.stream().map(CompletableFuture::join).toList());
        });
    }

    private <T> CompletionStage<T> ask(GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question) {
        return bounded(() -> askOne(kind, number, question));
    }

    private <T> CompletionStage<T> askPlanner(
            org.apache.pekko.japi.function.Function<ActorRef<T>, PlannerMessage> question) {
        return bounded(() -> explained(AskPattern.ask(planner, question, timeout, system.scheduler())));
    }

    private <T> CompletionStage<T> bounded(Supplier<CompletionStage<T>> asking) {
        if (inFlight.incrementAndGet() > inFlightMax) {
            inFlight.decrementAndGet();
            return CompletableFuture.failedStage(new CellUnavailable(
                    "more than " + inFlightMax + " requests wait for an answer (boreas.gateway.in-flight-max)"));
        }
        return asking.get().whenComplete((answer, failure) -> inFlight.decrementAndGet());
    }

    private <T> CompletionStage<T> askOne(GroupKind kind, int number, Function<ActorRef<T>, GroupMessage> question) {
        return explained(groups.ask(kind, number, question, timeout, system.scheduler()));
    }

    private <T> CompletionStage<T> explained(CompletionStage<T> answer) {
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedStage(
                new CellUnavailable("the cell did not answer within " + timeout.toMillis() + " ms", failure)));
    }
}
