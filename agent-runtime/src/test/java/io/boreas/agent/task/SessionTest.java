package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestSession.fed;
import static io.boreas.agent.task.TestSession.plain;
import static io.boreas.agent.task.TestSession.terminal;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.TerminalSize;
import io.boreas.core.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in tasks that run, beside their processes. */
class SessionTest {
    @TempDir
    Path workDir;

    TestAgent agent;
    TaskId task;

    @BeforeEach
    void open() throws Exception {
        agent = new TestAgent(workDir);
        task = agent.launch("t", "echo $$ >pid; exec sleep 1000");
        agent.awaitState(task, TaskState.RUNNING);
        agent.awaitFile(task, "pid");
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
    }

    private TestSession session(SessionStep.Open open) {
        return TestSession.of(agent, task, open);
    }

    private static SessionAnswer.Why refusal(SessionAnswer answer) {
        assertThat(answer).isInstanceOf(SessionAnswer.Refused.class);
        return ((SessionAnswer.Refused) answer).why();
    }

    @Test
    void theCommandsExitCodeAndOutputsArriveApart() {
        var session = session(plain("sh", "-c", "echo out; echo err >&2; exit 7"));

        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(7));
        assertThat(session.out()).isEqualTo("out\n");
        assertThat(session.err()).isEqualTo("err\n");
    }

    @Test
    void itRunsAsTheTasksProcessesDo() throws Exception {
        var session = session(plain("sh", "-c", "pwd; env; ulimit -n"));

        session.awaitEnd();

        assertThat(session.out().lines())
                .contains(
                        agent.sandbox(task).toString(),
                        "HOME=" + agent.sandbox(task),
                        "BOREAS_JOB=www/devel/hello",
                        "BOREAS_INSTANCE=7",
                        "BOREAS_TASK_ID=t",
                        "PORT_http=31234");
        var pid = Files.readString(agent.sandbox(task).resolve("pid")).trim();
        var cgroup = session(plain("cat", "/proc/self/cgroup", "/proc/" + pid + "/cgroup"));
        cgroup.awaitEnd();
        var lines = cgroup.out().lines().toList();
        assertThat(lines.subList(0, lines.size() / 2)).isEqualTo(lines.subList(lines.size() / 2, lines.size()));
    }

    @Test
    void wordsAreWhatTheyAreAndProgramsThatAreNotThereAreSaid() {
        var session = session(plain("printf", "%s|", "a b", "$HOME", "it's", ""));
        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(0));
        assertThat(session.out()).isEqualTo("a b|$HOME|it's||");

        var missing = session(plain("no-such-program"));
        assertThat(missing.awaitEnd()).isEqualTo(new End.Exited(127));
        assertThat(missing.err()).contains("no-such-program");

        var killed = session(plain("sh", "-c", "kill -KILL $$"));
        assertThat(killed.awaitEnd()).isEqualTo(new End.Exited(137));
    }

    @Test
    void inputArrivesOnceInOrderAndEnds() {
        var session = session(fed("cat"));
        session.write("one ");
        var two = "one two\n".getBytes(StandardCharsets.UTF_8);
        assertThat(session.ask(new SessionStep.Write(0, two, false))).isEqualTo(new SessionAnswer.Taken(8));
        assertThat(session.ask(new SessionStep.Write(9, two, false))).isEqualTo(new SessionAnswer.Taken(8));
        session.awaitOut("two\n");
        assertThat(session.ask(new SessionStep.Write(8, new byte[0], true))).isEqualTo(new SessionAnswer.Taken(8));

        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(0));
        assertThat(session.out()).isEqualTo("one two\n");
        assertThat(session(plain("cat")).awaitEnd()).isEqualTo(new End.Exited(0));
    }

    @Test
    void aTerminalHasTheSizeItWasOpenedWithAndHearsOfChanges() {
        var session = session(terminal(
                30,
                100,
                "sh",
                "-c",
                "trap 'stty size; exit 7' WINCH; test -t 0 && test -t 1 && echo $TERM; stty size; sleep 1000 & wait"));
        session.awaitOut("vt100\r\n30 100\r\n");

        session.ask(new SessionStep.Resize(new TerminalSize(11, 222)));

        session.awaitOut("11 222\r\n");
        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(7));
        assertThat(session.err()).isEmpty();
    }

    @Test
    void whatIsTypedOnATerminalIsShownAndInterrupts() {
        var session = session(terminal(24, 80, "sh", "-c", "read x; echo got $x; exec sleep 1000"));
        session.write("hello\r");
        session.awaitOut("hello\r\ngot hello\r\n");

        session.write("\u0003");

        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(130));
        assertThat(session.out()).startsWith("hello\r\n");
    }

    @Test
    void nothingOfItStaysWhenItsClientEndsIt() {
        var trees = List.of(
                session(fed("sh", "-c", "sleep 4711 & setsid sleep 4711 & trap '' HUP TERM; echo up; sleep 4711; :")),
                session(terminal(24, 80, "sh", "-c", "setsid sleep 4711 & trap '' HUP TERM; echo up; sleep 4711; :")));
        trees.forEach(session -> session.awaitOut("up"));
        await("all to run", () -> TestAgent.processesWith("sleep\0004711").size() >= 5);

        trees.forEach(session -> session.ask(new SessionStep.Close()));

        await("nothing to be left", () -> TestAgent.processesWith("4711").isEmpty());
        assertThat(agent.states(task)).endsWith(TaskState.RUNNING);
    }

    @Test
    void whatACommandLeavesBehindEndsWithIt() {
        var session = session(plain("sh", "-c", "sleep 4712 & setsid sleep 4712 & echo done"));

        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(0));

        assertThat(session.out()).isEqualTo("done\n");
        assertThat(TestAgent.processesWith("sleep\0004712")).isEmpty();
    }

    @Test
    void aClientThatTakesNothingHoldsTheCommandUp() {
        var session = session(plain("sh", "-c", "yes | head -c 4000000; echo all >&2"));
        var first = ((SessionAnswer.Output) session.ask(new SessionStep.Poll(0)));
        assertThat(first.next()).isPositive();
        await("the command to be held up", () -> agent.runner().sessions().held() > 200_000);

        assertThat(agent.runner().sessions().held()).isLessThanOrEqualTo(4 * SessionStep.BYTES_MAX);

        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(0));
        assertThat(session.out()).hasSize(4_000_000);
        assertThat(session.err()).isEqualTo("all\n");
    }
}
