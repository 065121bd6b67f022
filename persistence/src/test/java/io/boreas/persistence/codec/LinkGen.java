package io.boreas.persistence.codec;

import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.gen.Gen;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkMessage;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.link.TaskSight;
import io.boreas.core.link.Terminal;
import io.boreas.core.link.TerminalSize;
import io.boreas.core.task.Payload;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Draws messages of the link, each kind of them on demand. */
final class LinkGen extends ValueGen {
    /** How each kind of message is made. */
    final Map<Class<? extends LinkMessage>, Supplier<LinkMessage>> messages = Map.ofEntries(
            Map.entry(
                    FromAgent.Hello.class,
                    () -> new FromAgent.Hello(
                            agent(),
                            text(),
                            agentInfo(),
                            gen.list(0, 3, this::report),
                            gen.list(0, 3, this::executorRun))),
            Map.entry(FromAgent.ExecutorExited.class, () -> new FromAgent.ExecutorExited(executorRun(), number())),
            Map.entry(
                    FromAgent.ExecutorSaid.class,
                    () -> new FromAgent.ExecutorSaid(events().executorKey(), Payload.of(gen.bytes(0, 200)))),
            Map.entry(
                    FromMaster.LaunchWorks.class,
                    () -> new FromMaster.LaunchWorks(
                            gen.list(0, 3, events()::work), events().hostedExecutor(), Payload.of(gen.bytes(0, 200)))),
            Map.entry(
                    FromMaster.StopExecutor.class,
                    () -> new FromMaster.StopExecutor(executorRun(), Duration.ofNanos(big()))),
            Map.entry(FromMaster.ForgetExecutor.class, () -> new FromMaster.ForgetExecutor(executorRun())),
            Map.entry(
                    FromMaster.TellExecutor.class,
                    () -> new FromMaster.TellExecutor(events().executorKey(), Payload.of(gen.bytes(0, 200)))),
            Map.entry(FromAgent.Statuses.class, () -> new FromAgent.Statuses(gen.list(0, 3, this::update))),
            Map.entry(
                    FromMaster.DeleteVolumes.class,
                    () -> new FromMaster.DeleteVolumes(gen.list(0, 3, events()::destroyedVolume))),
            Map.entry(FromAgent.VolumesDeleted.class, () -> new FromAgent.VolumesDeleted(big())),
            Map.entry(FromAgent.Oversubscribed.class, () -> new FromAgent.Oversubscribed(revocable())),
            Map.entry(FromAgent.Pong.class, () -> new FromAgent.Pong(big())),
            Map.entry(FromAgent.SandboxAnswered.class, () -> new FromAgent.SandboxAnswered(big(), answer())),
            Map.entry(
                    FromMaster.Welcome.class,
                    () -> new FromMaster.Welcome(big(), Duration.ofNanos(gen.between(Long.MIN_VALUE, Long.MAX_VALUE)))),
            Map.entry(FromMaster.Refused.class, () -> new FromMaster.Refused(text(), gen.flip())),
            Map.entry(FromMaster.Launch.class, () -> new FromMaster.Launch(gen.list(0, 3, this::launch))),
            Map.entry(FromMaster.Kill.class, () -> new FromMaster.Kill(kill())),
            Map.entry(FromMaster.Acknowledge.class, () -> new FromMaster.Acknowledge(gen.list(0, 3, this::ack))),
            Map.entry(FromMaster.Ping.class, () -> new FromMaster.Ping(big())),
            Map.entry(FromMaster.SandboxQuestion.class, () -> new FromMaster.SandboxQuestion(big(), task(), query())));

    LinkGen(Gen gen) {
        super(gen);
    }

    private EventGen events() {
        return new EventGen(gen);
    }

    private ExecutorRun executorRun() {
        return events().hostedExecutor().run();
    }

    private TaskReport report() {
        return new TaskReport(task(), owner(), gen.pick(TaskState.class), big());
    }

    private StatusUpdate update() {
        return new StatusUpdate(task(), big(), status());
    }

    private TaskLaunch launch() {
        return new TaskLaunch(task(), owner(), spec(), resources(), ports());
    }

    /** One of a task that is asked to end before it is told. */
    TaskLaunch ending() {
        return new TaskLaunch(task(), owner(), ending(spec()), resources(), ports());
    }

    /** One of a task that may use more than its resources. */
    TaskLaunch within() {
        var limits = new ResourceLimits(Optional.of(amount()), Optional.of(Limit.UNLIMITED));
        return new TaskLaunch(task(), owner(), spec().within(limits), resources(), ports());
    }

    /** One of a task that may take only so long. */
    TaskLaunch lasting() {
        return new TaskLaunch(task(), owner(), spec().lastingAtMost(completionTime()), resources(), ports());
    }

    /** One of a task whose processes have limits of their own. */
    TaskLaunch limited() {
        return new TaskLaunch(task(), owner(), spec().limited(rlimits()), resources(), ports());
    }

    /** One of a task that wishes capabilities. */
    TaskLaunch capable() {
        return new TaskLaunch(task(), owner(), spec().capable(capabilities()), resources(), ports());
    }

    private SandboxQuery query() {
        return gen.any(
                SandboxQuery.Look::new,
                () -> new SandboxQuery.InSession(text(), step()),
                () -> new SandboxQuery.Browse(text()),
                () -> new SandboxQuery.Read(text(), gen.pick(-1L, big()), number()),
                () -> new SandboxQuery.ReadLog(
                        text(), gen.pick(SandboxQuery.Stream.class), gen.pick(-1L, big()), number()));
    }

    private SandboxAnswer answer() {
        return gen.any(
                () -> new SandboxAnswer.Entries(gen.list(
                        0,
                        4,
                        () -> new SandboxAnswer.Entry(
                                text(),
                                gen.flip(),
                                big(),
                                "-rw-r--r--",
                                moment(),
                                maybe(() -> new SandboxAnswer.Ownership(number() + 1, text(), text()))))),
                () -> new SandboxAnswer.Data(big(), gen.bytes(0, 20_000), big(), text()),
                () -> new SandboxAnswer.Seen(new TaskSight(
                        gen.list(0, 2, this::line), gen.list(0, 2, this::living), gen.list(0, 3, this::point))),
                () -> new SandboxAnswer.OfSession(sessionAnswer()),
                () -> new SandboxAnswer.Failed(gen.pick(SandboxAnswer.Why.class), text()));
    }

    private SessionStep step() {
        return gen.any(
                SessionStep.Attend::new,
                SessionStep.Close::new,
                () -> new SessionStep.Open(text(), gen.list(0, 4, this::text), gen.flip(), maybe(this::terminal)),
                () -> new SessionStep.Poll(big()),
                () -> new SessionStep.Write(big(), gen.bytes(0, 1_000), gen.flip()),
                () -> new SessionStep.Resize(size()));
    }

    private Terminal terminal() {
        return new Terminal(gen.pick("xterm-256color", "vt100"), size());
    }

    private TerminalSize size() {
        return new TerminalSize(gen.between(1, TerminalSize.MAX), gen.between(1, TerminalSize.MAX));
    }

    private SessionAnswer sessionAnswer() {
        return gen.any(
                SessionAnswer.Done::new,
                () -> new SessionAnswer.Output(
                        big(),
                        gen.list(0, 3, () -> new SessionAnswer.Chunk(gen.flip(), gen.bytes(0, 1_000))),
                        maybe(this::sessionEnd)),
                () -> new SessionAnswer.Taken(big()),
                () -> new SessionAnswer.Refused(gen.pick(SessionAnswer.Why.class), text()));
    }

    private SessionAnswer.End sessionEnd() {
        return gen.any(() -> new SessionAnswer.End.Exited(number()), () -> new SessionAnswer.End.Cut(text()));
    }

    private TaskSight.Line line() {
        return new TaskSight.Line(
                text(),
                text(),
                number(),
                number(),
                big(),
                maybe(this::since1970),
                maybe(this::since1970),
                maybe(this::number));
    }

    private TaskSight.Living living() {
        return new TaskSight.Living(
                big(), big(), text(), text(), text(), number(), big(), number(), big(), big(), big(), since1970());
    }

    private TaskSight.Point point() {
        return new TaskSight.Point(since1970(), big(), big(), big(), big(), number(), number(), big(), big());
    }

    private Instant since1970() {
        return Instant.ofEpochMilli(gen.between(0L, 4_000_000_000_000L));
    }
}
