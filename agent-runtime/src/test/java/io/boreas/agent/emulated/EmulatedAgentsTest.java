package io.boreas.agent.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.Await;
import io.boreas.agent.TestMaster;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Task;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmulatedAgentsTest {
    private static final int AGENTS = Integer.getInteger("boreas.emulated.agents", 300);
    private static final int TASKS = 5;

    @Test
    void manyAgentsRegisterRunAndStopTheirTasks() throws Exception {
        try (var master = new TestMaster()) {
            master.recording = false;
            var settings = EmulatedSettings.of(AGENTS, List.of(master.address()));
            try (var agents = EmulatedAgents.start(settings, new ProtobufLinkCodec())) {
                assertThat(agents.awaitConnected(AGENTS, Duration.ofSeconds(30)))
                        .isTrue();
                assertThat(master.links()).isEqualTo(AGENTS);
                for (int i = 0; i < AGENTS; i++) {
                    launch(master, agents.id(i));
                }
                Await.until("all to run", () -> states(master, agents).stream()
                        .allMatch(state -> state == TaskState.RUNNING));
                assertThat(agents.launched()).isEqualTo((long) AGENTS * TASKS);
                assertThat(agents.running()).isEqualTo((long) AGENTS * TASKS);

                var order = new KillOrder(task(0), Duration.ZERO, "enough");
                for (int i = 0; i < AGENTS; i++) {
                    master.say(agents.id(i), new FromMaster.Kill(order));
                }

                Await.until(
                        "one of each to be killed",
                        () -> states(master, agents).stream()
                                        .filter(state -> state == TaskState.KILLED)
                                        .count()
                                == AGENTS);
                assertThat(agents.killed()).isEqualTo(AGENTS);
            }
        }
    }

    @Test
    void tasksFinishByThemselvesAndASilencedAgentSaysSoWhenItIsBack() throws Exception {
        try (var master = new TestMaster()) {
            var settings = EmulatedSettings.of(1, List.of(master.address())).finishingAfter(Duration.ofMillis(500));
            try (var agents = EmulatedAgents.start(settings, new ProtobufLinkCodec())) {
                assertThat(agents.awaitConnected(1, Duration.ofSeconds(30))).isTrue();
                launch(master, agents.id(0));
                Await.until("all to run", () -> states(master, agents).stream()
                        .allMatch(state -> state == TaskState.RUNNING));

                agents.silence(0);
                Await.until("the end", () -> agents.running() == 0);
                assertThat(states(master, agents)).containsOnly(TaskState.RUNNING);
                agents.revive(0);

                Await.until("the news", () -> states(master, agents).stream()
                        .allMatch(state -> state == TaskState.FINISHED));
                assertThat(master.ledger(agents.id(0)).incarnation()).isEqualTo(2);
            }
        }
    }

    private static List<TaskState> states(TestMaster master, EmulatedAgents agents) {
        var states = new ArrayList<TaskState>();
        for (int i = 0; i < agents.size(); i++) {
            master.ledger(agents.id(i)).tasks().values().forEach((Task task) -> states.add(task.state()));
        }
        return states;
    }

    private static void launch(TestMaster master, AgentId agent) {
        var admissions = new ArrayList<Admission>();
        for (int i = 0; i < TASKS; i++) {
            admissions.add(new Admission(task(i), new Owner.JobInstance(new JobKey("www", "prod", "web"), i), spec()));
        }
        assertThat(master.tell(agent, new AgentCommand.Admit(admissions)))
                .isEqualTo(new AgentReply.Admitted(List.of()));
        var launches = new ArrayList<TaskLaunch>();
        for (var effect : new AgentMachine().outstanding(master.ledger(agent))) {
            if (effect instanceof AgentEffect.LaunchOn(var launch)) {
                launches.add(launch);
            }
        }
        master.say(agent, new FromMaster.Launch(launches));
    }

    private static TaskId task(int number) {
        return new TaskId("task-" + number);
    }

    private static TaskSpec spec() {
        return new TaskSpec(
                "web",
                List.of(ProcessSpec.of("run", "sleep 1000")),
                List.of(),
                Resources.parse("cpus:0.1;mem:16"),
                new TreeSet<>(Set.of("http")),
                1,
                0,
                TaskSpec.FINALIZATION_WAIT_DEFAULT,
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }
}
