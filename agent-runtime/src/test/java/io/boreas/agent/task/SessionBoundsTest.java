package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestSession.fed;
import static io.boreas.agent.task.TestSession.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.session.SessionSettings;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.link.SessionStep;
import io.boreas.core.task.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sessions there may be, and for how long. */
class SessionBoundsTest {
    @TempDir
    Path workDir;

    TestAgent agent;
    TaskId task;

    @BeforeEach
    void open() throws Exception {
        agent = new TestAgent(workDir, new SessionSettings(2, 3, Duration.ofHours(1), Duration.ofSeconds(15)));
        task = launch("t");
    }

    /** Another agent, of which sessions end sooner. */
    private void reopen(Duration idleMax, Duration unattendedMax) throws Exception {
        agent.close();
        agent = new TestAgent(workDir.resolve("other"), new SessionSettings(1, 1, idleMax, unattendedMax));
        task = launch("t");
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
    }

    private TaskId launch(String id) {
        var launched =
                agent.launch(id, TestAgent.process("main", "exec sleep 1000"), TestAgent.process("once", "exit 0"));
        agent.awaitState(launched, TaskState.RUNNING);
        return launched;
    }

    private SessionAnswer open(TaskId where, SessionStep.Open open) {
        return new TestSession(agent.runner(), where).ask(open);
    }

    /** Opened, and closed at once. */
    private SessionAnswer tried(SessionStep.Open open) {
        var session = new TestSession(agent.runner(), task);
        var answer = session.ask(open);
        session.ask(new SessionStep.Close());
        return answer;
    }

    private static SessionStep.Open in(String process) {
        return new SessionStep.Open(process, List.of("true"), false, Optional.empty());
    }

    private static void assertRefused(SessionAnswer answer, SessionAnswer.Why why, String message) {
        assertThat(answer).isInstanceOfSatisfying(SessionAnswer.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(why);
            assertThat(refused.message()).contains(message);
        });
    }

    @Test
    void aTaskAndAnAgentHaveSoManyAndNoMore() {
        var first = TestSession.of(agent, task, fed("cat"));
        TestSession.of(agent, task, fed("cat"));
        assertRefused(open(task, plain("true")), SessionAnswer.Why.TOO_MANY, "the task has 2 sessions");
        var other = launch("other");
        TestSession.of(agent, other, fed("cat"));
        assertRefused(open(other, plain("true")), SessionAnswer.Why.TOO_MANY, "the agent has 3 sessions");

        first.endInput();
        assertThat(first.awaitEnd()).isEqualTo(new End.Exited(0));

        assertThat(TestSession.of(agent, task, plain("true")).awaitEnd()).isEqualTo(new End.Exited(0));
    }

    @Test
    void oneIsOpenedOnceHoweverOftenItIsAsked() throws Exception {
        var session = TestSession.of(agent, task, fed("sh", "-c", "echo $$ >>opened; cat"));
        assertThat(session.ask(fed("sh", "-c", "echo $$ >>opened; cat"))).isEqualTo(new SessionAnswer.Done());
        session.endInput();
        session.awaitEnd();

        assertThat(agent.awaitFile(task, "opened").lines()).hasSize(1);
    }

    @Test
    void whatCannotRunIsRefused() {
        assertRefused(open(new TaskId("nobody"), plain("true")), SessionAnswer.Why.NOT_RUNNING, "not on its agent");
        assertRefused(open(task, in("nothing")), SessionAnswer.Why.NOT_RUNNING, "no process \"nothing\"");
        await(
                "the second process to end",
                () -> tried(in("once")) instanceof SessionAnswer.Refused refused
                        && refused.message().contains("once is SUCCESS"));
        await("the first to run", () -> tried(in("main")) instanceof SessionAnswer.Done);
        assertRefused(open(task, plain()), SessionAnswer.Why.BAD_COMMAND, "empty");
        assertRefused(open(task, plain("-x")), SessionAnswer.Why.BAD_COMMAND, "begin");
        assertRefused(open(task, plain("a", "\0")), SessionAnswer.Why.BAD_COMMAND, "NUL");
        assertRefused(open(task, plain("x".repeat(8_193))), SessionAnswer.Why.BAD_COMMAND, "8192");
        var words = Collections.nCopies(257, "x").toArray(String[]::new);
        assertRefused(open(task, plain(words)), SessionAnswer.Why.BAD_COMMAND, "257");
        assertRefused(
                new TestSession(agent.runner(), task).ask(new SessionStep.Poll(0)),
                SessionAnswer.Why.UNKNOWN_SESSION,
                "no such session");
    }

    @Test
    void oneThatNobodyAsksForEnds() throws Exception {
        reopen(Duration.ofHours(1), Duration.ofSeconds(1));
        TestSession.of(agent, task, fed("sleep", "4713"));

        await("it to be ended", () -> TestAgent.processesWith("sleep\0004713").isEmpty());
    }

    @Test
    void oneInWhichNothingIsWrittenEnds() throws Exception {
        reopen(Duration.ofSeconds(1), Duration.ofSeconds(15));
        var session = TestSession.of(agent, task, fed("sleep", "4714"));

        assertThat(session.awaitEnd()).isEqualTo(new End.Cut("nothing was written in it for PT1S"));
        assertThat(TestAgent.processesWith("sleep\0004714")).isEmpty();
    }

    @Test
    void itEndsWithItsTask() {
        var session = TestSession.of(agent, task, fed("sh", "-c", "trap '' TERM; echo up; sleep 4715; sleep 4715"));
        session.awaitOut("up");

        agent.kill(task, Duration.ofSeconds(15));

        assertThat(session.awaitEnd()).isEqualTo(new End.Cut("its task ends"));
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(TestAgent.processesWith("sleep\0004715")).isEmpty();
        assertRefused(open(task, plain("true")), SessionAnswer.Why.NOT_RUNNING, "not on its agent");
    }

    @Test
    void theyEndWhenTheAgentStopsAndTheTaskLivesOn() throws Exception {
        var session = TestSession.of(agent, task, fed("sh", "-c", "setsid sleep 4716 & sleep 4716"));
        await("both to run", () -> TestAgent.processesWith("sleep\0004716").size() >= 2);

        agent.restart();

        assertThat(TestAgent.processesWith("sleep\0004716")).isEmpty();
        assertThat(new TestSession(agent.runner(), task).ask(new SessionStep.Poll(0)))
                .isInstanceOf(SessionAnswer.Refused.class);
        assertThat(session.name()).isNotEmpty();
        assertThat(TestSession.of(agent, task, plain("true")).awaitEnd()).isEqualTo(new End.Exited(0));
    }
}
