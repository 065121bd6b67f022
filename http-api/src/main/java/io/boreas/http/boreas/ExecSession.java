package io.boreas.http.boreas;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.link.SessionStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door's end of one session: asks the agent for what was written as the client takes it, and passes on what the client writes as the
 * agent takes it. So a slow end holds the other up and costs a window's bytes. When the client is gone the session is.
 */
final class ExecSession {
    private static final Logger LOG = LoggerFactory.getLogger(ExecSession.class);

    /** Bytes of input that a client may have under way. */
    static final int WINDOW_BYTES = SessionStep.BYTES_MAX;

    /** A client that says nothing for so long is gone. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofMillis(250);

    /** How long tries may fail, while an agent's link comes back: by then the agent has given the session up. */
    private static final Duration FAILING_MAX = Duration.ofSeconds(15);

    private final Cell cell;
    private final AgentId agent;
    private final TaskId task;
    private final String name;
    private final boolean withInput;
    private final CompletableFuture<SessionAnswer> cut = new CompletableFuture<>();
    private final CompletableFuture<Done> over = new CompletableFuture<>();
    private final CompletableFuture<SourceQueueWithComplete<Message>> acks = new CompletableFuture<>();
    private ByteString waiting = ByteString.emptyByteString();
    private long written;
    private boolean inputEnded;
    private boolean endSent;
    private boolean writing;

    ExecSession(Cell cell, AgentId agent, TaskId task, String name, boolean withInput) {
        this.cell = cell;
        this.agent = agent;
        this.task = task;
        this.name = name;
        this.withInput = withInput;
    }

    /** Does one step; a lost link or a busy cell fails it. */
    CompletionStage<SessionAnswer> ask(SessionStep step) {
        return cell.sandbox(agent, task, new SandboxQuery.InSession(name, step)).thenApply(answer -> switch (answer) {
            case SandboxAnswer.OfSession(var said) -> said;
            case SandboxAnswer.Failed(var why, var message) -> throw new Unanswered(why, message);
            case SandboxAnswer.Entries e -> throw new IllegalStateException("an agent answered a step with a listing");
            case SandboxAnswer.Data d -> throw new IllegalStateException("an agent answered a step with data");
            case SandboxAnswer.Seen s -> throw new IllegalStateException("an agent answered a step with a look");
        });
    }

    /** The agent did not answer, or knows no sessions. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SandboxAnswer.Why why;

        Unanswered(SandboxAnswer.Why why, String message) {
            super(message, null, false, false);
            this.why = why;
        }

        SandboxAnswer.Why why() {
            return why;
        }
    }

    /** Completed when the connection is. */
    CompletionStage<Done> over() {
        return over;
    }

    /** What the connection of its client is joined with, once; the session was opened before. */
    Flow<Message, Message, NotUsed> flow() {
        var in = Flow.of(Message.class)
                .flatMapConcat(ExecSession::said)
                .idleTimeout(SILENCE_MAX)
                .to(Sink.foreach(this::heard));
        Source<Message, NotUsed> output =
                Source.unfoldAsync(new Cursor(0, false), this::step).mapConcat(messages -> messages);
        Source<Message, NotUsed> taken = Source.<Message>queue(4, OverflowStrategy.dropHead())
                .mapMaterializedValue(queue -> {
                    acks.complete(queue);
                    return NotUsed.getInstance();
                });
        return Flow.fromSinkAndSourceCoupled(in, output.merge(taken, true)).watchTermination((value, end) -> {
            end.whenComplete((done, failure) -> close());
            return value;
        });
    }

    private static Source<ExecFrames.Said, NotUsed> said(Message message) {
        if (message instanceof TextMessage text) {
            Source<String, ?> parts = text.isStrict() ? Source.single(text.getStrictText()) : text.getStreamedText();
            return parts.limitWeighted(WINDOW_BYTES, part -> (long) part.length())
                    .fold("", String::concat)
                    .map(ExecFrames::said)
                    .mapMaterializedValue(any -> NotUsed.getInstance());
        }
        var bytes = (BinaryMessage) message;
        Source<ByteString, ?> parts = bytes.isStrict() ? Source.single(bytes.getStrictData()) : bytes.getStreamedData();
        return parts.limitWeighted(WINDOW_BYTES + 1L, part -> (long) part.size())
                .fold(ByteString.emptyByteString(), ByteString::concat)
                .map(ExecFrames::said)
                .mapMaterializedValue(any -> NotUsed.getInstance());
    }

    private void heard(ExecFrames.Said said) {
        switch (said) {
            case ExecFrames.Input(var bytes) -> input(bytes);
            case ExecFrames.InputEnd end -> {
                synchronized (this) {
                    inputEnded = true;
                }
                pump();
            }
            case ExecFrames.Resize(var size) -> tell(new SessionStep.Resize(size));
            case ExecFrames.Alive alive -> tell(new SessionStep.Attend());
            case ExecFrames.Wrong(var why) -> cutShort(why);
        }
    }

    /** Says what need not arrive: it is said again, or matters no more. */
    private void tell(SessionStep step) {
        ask(step).whenComplete((answer, failure) -> {
            if (failure != null) {
                LOG.debug("a step of a session did not arrive session={} step={}", name, step, failure);
            }
        });
    }

    private void cutShort(String why) {
        cut.complete(new SessionAnswer.Output(0, List.of(), Optional.of(new End.Cut(why))));
    }

    private void close() {
        tell(new SessionStep.Close());
        over.complete(Done.getInstance());
    }

    private void input(ByteString bytes) {
        String wrong = "";
        synchronized (this) {
            if (!withInput || inputEnded) {
                wrong = "input came that was not announced, or behind its end";
            } else if (waiting.size() + bytes.size() > WINDOW_BYTES) {
                wrong = "more than " + WINDOW_BYTES + " bytes of input came before they were taken";
            } else {
                waiting = waiting.concat(bytes);
            }
        }
        if (wrong.isEmpty()) {
            pump();
        } else {
            cutShort(wrong);
        }
    }

    /** Has the agent take what waits, one piece at a time. */
    private void pump() {
        SessionStep.Write write;
        synchronized (this) {
            if (writing || endSent || (waiting.isEmpty() && !inputEnded)) {
                return;
            }
            writing = true;
            write = new SessionStep.Write(written, waiting.toArrayUnsafe(), inputEnded);
        }
        persistently(write).whenComplete((answer, failure) -> {
            if (failure == null && answer instanceof SessionAnswer.Taken(long upTo)) {
                taken(write, upTo);
            }
            // otherwise the session is lost, and its output says so
        });
    }

    private void taken(SessionStep.Write write, long upTo) {
        synchronized (this) {
            writing = false;
            waiting = waiting.drop((int) (upTo - written));
            written = upTo;
            endSent = write.end() && upTo == write.offset() + write.bytes().length;
        }
        acks.thenAccept(queue -> queue.offer(ExecFrames.taken(upTo)));
        pump();
    }

    /** Asks until there is an answer, or the agent must have given the session up. */
    private CompletionStage<SessionAnswer> persistently(SessionStep step) {
        return persistently(step, System.nanoTime());
    }

    private CompletionStage<SessionAnswer> persistently(SessionStep step, long sinceNanos) {
        return ask(step).exceptionallyCompose(failure -> {
            if (over.isDone() || System.nanoTime() - sinceNanos > FAILING_MAX.toNanos()) {
                return CompletableFuture.failedStage(failure);
            }
            Executor later = CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> step, later)
                    .thenCompose(again -> persistently(again, sinceNanos));
        });
    }

    /**
     * How far the output was passed on.
     *
     * @param ended whether its end was
     */
    private record Cursor(long taken, boolean ended) {}

    private CompletionStage<Optional<Pair<Cursor, List<Message>>>> step(Cursor at) {
        if (at.ended()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return persistently(new SessionStep.Poll(at.taken()))
                .exceptionally(lost ->
                        new SessionAnswer.Refused(SessionAnswer.Why.FAILED, "the agent cannot be reached any more"))
                .toCompletableFuture()
                .applyToEither(cut, answer -> Optional.of(passedOn(at, answer)));
    }

    private static Pair<Cursor, List<Message>> passedOn(Cursor at, SessionAnswer answer) {
        var output =
                switch (answer) {
                    case SessionAnswer.Output written -> written;
                    case SessionAnswer.Refused(var why, var message) -> lost(at, message);
                    case SessionAnswer.Done d -> lost(at, "the agent answered what was not asked");
                    case SessionAnswer.Taken t -> lost(at, "the agent answered what was not asked");
                };
        return Pair.create(new Cursor(output.next(), output.end().isPresent()), ExecFrames.written(output));
    }

    private static SessionAnswer.Output lost(Cursor at, String why) {
        return new SessionAnswer.Output(at.taken(), List.of(), Optional.of(new End.Cut(why)));
    }
}
