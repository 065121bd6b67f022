package io.boreas.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.link.AgentLinkSettings;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.agent.task.RunnerSettings;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent with real processes beneath it. */
@Timeout(60)
class AgentProcessesTest {
    private static final TaskId TASK = new TaskId("www-prod-web-0-1");

    @TempDir
    Path folder;

    @Test
    void aProcessOutlivesItsAgentAndIsKilledByTheNext() throws Exception {
        try (var master = new TestMaster()) {
            long pid;
            try (var agent = start(master)) {
                launch(master, agent);
                Await.until("the task to run", () -> state(master, agent) == TaskState.RUNNING);
                Await.until("its process", () -> Files.exists(folder.resolve("pid")));
                Await.until("its number", () -> read("pid").endsWith("\n"));
                pid = Long.parseLong(read("pid").strip());
            }
            assertThat(ProcessHandle.of(pid)).isPresent();

            try (var agent = start(master)) {
                Await.until("the next agent", () -> master.ledger(agent.id()).incarnation() == 2);
                assertThat(state(master, agent)).isEqualTo(TaskState.RUNNING);
                assertThat(ProcessHandle.of(pid)).isPresent();
                var order = new KillOrder(TASK, Duration.ofSeconds(2), "enough");
                master.tell(agent.id(), new AgentCommand.Kill(List.of(order)));

                master.say(agent.id(), new FromMaster.Kill(order));

                Await.until("its end", () -> state(master, agent) == TaskState.KILLED);
                Await.until("its process's end", () -> ProcessHandle.of(pid).isEmpty());
            }
        }
    }

    private Agent start(TestMaster master) throws IOException {
        var workDir = folder.resolve("work");
        var settings = new AgentSettings(
                workDir,
                List.of(master.address()),
                "localhost",
                0,
                Resources.parse("cpus:4;mem:4096;disk:4096;ports:[31000-32000]"),
                Attributes.none(),
                "1.0",
                AgentLinkSettings.DEFAULT);
        var runner = new ProcessTaskRunner(RunnerSettings.of(workDir, "localhost", InstantSource.system()));
        var agent = Agent.start(settings, new ProtobufLinkCodec(), runner);
        Await.until("a welcome", agent::isConnected);
        return agent;
    }

    private void launch(TestMaster master, Agent agent) {
        var spec = new TaskSpec(
                "web",
                List.of(ProcessSpec.of("run", "echo $$ > " + folder.resolve("pid") + "; exec sleep 1000")),
                List.of(),
                Resources.parse("cpus:0.1;mem:16;disk:16"),
                new TreeSet<>(),
                1,
                0,
                TaskSpec.FINALIZATION_WAIT_DEFAULT,
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
        var owner = new Owner.JobInstance(new JobKey("www", "prod", "web"), 0);
        assertThat(master.tell(agent.id(), new AgentCommand.Admit(List.of(new Admission(TASK, owner, spec)))))
                .isEqualTo(new AgentReply.Admitted(List.of()));
        for (var effect : new AgentMachine().outstanding(master.ledger(agent.id()))) {
            if (effect instanceof AgentEffect.LaunchOn(var launch)) {
                master.say(agent.id(), new FromMaster.Launch(List.of(launch)));
            }
        }
    }

    private static TaskState state(TestMaster master, Agent agent) {
        return master.ledger(agent.id()).tasks().get(TASK).orElseThrow().state();
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
