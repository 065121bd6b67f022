package io.boreas.core.framework;

import static io.boreas.core.framework.FrameworkRun.AGENT;
import static io.boreas.core.framework.FrameworkRun.NOW;
import static io.boreas.core.framework.FrameworkRun.notice;
import static io.boreas.core.framework.FrameworkRun.run;
import static io.boreas.core.framework.FrameworkRun.staging;
import static io.boreas.core.framework.FrameworkRun.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.framework.Reconciliation.Answer;
import io.boreas.core.framework.Reconciliation.Question;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconciliationTest {
    private static final SortedMap<TaskId, AgentId> NONE = new TreeMap<>();

    @ParameterizedTest(name = "{0}, some agent recovering {1}: {2}, {3}")
    @CsvSource({
        "registered,  false, GONE,             LOST",
        "registered,  true,  GONE,             LOST",
        "recovering,  true,  -,                -",
        "unreachable, false, UNREACHABLE,      LOST",
        "gone,        false, GONE_BY_OPERATOR, LOST",
        "unknown,     false, UNKNOWN,          LOST",
        "unknown,     true,  UNKNOWN,          LOST",
        "none,        false, UNKNOWN,          LOST",
        "none,        true,  -,                -",
    })
    void anUnknownTaskIsAnsweredByHowItsAgentStands(String agent, boolean recovering, String aware, String unaware) {
        assertThat(answer(FrameworkRun.subscribed(Capability.PARTITION_AWARE), agent, recovering))
                .isEqualTo(aware);
        assertThat(answer(FrameworkRun.subscribed(), agent, recovering)).isEqualTo(unaware);
    }

    @Test
    void theAnswerForAnUnreachableAgentSaysSinceWhen() {
        var answers = explicit(FrameworkRun.subscribed(Capability.PARTITION_AWARE), "unreachable", false);

        assertThat(answers.getFirst().unreachableSince()).contains(NOW.minusSeconds(60));
    }

    @Test
    void aKnownTaskIsAnsweredWithItsLatestState() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.RUNNING));

        var answer = explicit(run, "none", true).getFirst().update();

        assertThat(answer.status().state()).isEqualTo(TaskState.RUNNING);
        assertThat(answer.status().reason()).isEqualTo(TaskReason.RECONCILIATION);
        assertThat(answer.status().source()).isEqualTo(StatusSource.MASTER);
        assertThat(answer.uuid()).isEmpty();
        assertThat(answer.agent()).contains(AGENT);
    }

    @Test
    void anAnswerDoesNotRunAheadOfWhatIsTold() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.STARTING), notice(3, TaskState.RUNNING));
        run.hear(run(1), notice(4, TaskState.FINISHED));

        for (var state : List.of(TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED)) {
            assertThat(answer(run, "none", true)).isEqualTo(state.name());
            assertThat(Reconciliation.implicit(run.framework(), NONE, NOW))
                    .extracting(answer -> answer.update().status().state())
                    .containsExactly(state);
            assertThat(run.updates().getLast().status().state()).isEqualTo(state);
            run.acknowledge(run.updates().getLast());
        }
    }

    @Test
    void thatItsAgentIsOutOfReachIsAnsweredWhateverIsUnacknowledged() {
        var run = FrameworkRun.subscribed(Capability.PARTITION_AWARE);
        run.hear(run(1), staging(), notice(2, TaskState.RUNNING), unreachable(3));

        var answer = explicit(run, "registered", false).getFirst();

        assertThat(answer.update().status().state()).isEqualTo(TaskState.UNREACHABLE);
        assertThat(answer.unreachableSince()).contains(NOW);
    }

    @Test
    void aTaskThatAnAgentHoldsAndNobodyHasToldOfIsNotUnknown() {
        var held = new Task(
                run(1).key(),
                new Owner.Framework(FrameworkRun.ID),
                Resources.empty(),
                new TreeMap<>(),
                TaskState.STAGING,
                NOW,
                Optional.empty(),
                Optional.empty(),
                0,
                1,
                List.of(staging()));
        var agent = Agent.vacant(AGENT);
        var holder = new Agent(
                AGENT,
                agent.info(),
                Presence.REGISTERED,
                1,
                "",
                NOW,
                agent.tasks().with(held.id(), held),
                agent.leases(),
                agent.used(),
                agent.leased());
        var questions = List.of(
                new Question(run(1).task(), Optional.of(AGENT)), new Question(run(2).task(), Optional.of(AGENT)));

        assertThat(Reconciliation.withoutHeld(FrameworkRun.ID, questions, List.of(holder)))
                .containsExactly(questions.getLast());
        assertThat(Reconciliation.withoutHeld(new FrameworkId("another"), questions, List.of(holder)))
                .isEqualTo(questions);
    }

    @Test
    void aTaskOnItsWayToItsAgentIsStaging() {
        var launching = new TreeMap<TaskId, AgentId>();
        launching.put(run(1).task(), AGENT);
        var answers = Reconciliation.explicit(
                FrameworkRun.subscribed().framework(),
                List.of(new Question(run(1).task(), Optional.of(AGENT))),
                launching,
                agent -> new Standing.Registered(),
                false,
                NOW);

        assertThat(answers)
                .extracting(answer -> answer.update().status().state())
                .containsExactly(TaskState.STAGING);
    }

    @Test
    void anEmptyQuestionIsAnsweredForEveryTaskThatIsNotOver() {
        var run = FrameworkRun.subscribed(Capability.PARTITION_AWARE);
        run.hear(run(1), staging(), notice(2, TaskState.RUNNING));
        run.hear(run(2), staging(), unreachable(2));
        run.hear(run(3), staging(), notice(2, TaskState.FAILED));
        run.hear(run(4), staging(), notice(2, TaskState.FINISHED));
        run.acknowledge(run.updates().getLast());

        assertThat(Reconciliation.implicit(run.framework(), NONE, NOW))
                .extracting(answer ->
                        answer.update().task() + " " + answer.update().status().state())
                .containsExactly("task-1 RUNNING", "task-2 UNREACHABLE", "task-3 FAILED");
    }

    private static String answer(FrameworkRun run, String agent, boolean recovering) {
        var answers = explicit(run, agent, recovering);
        return answers.isEmpty()
                ? "-"
                : answers.getFirst().update().status().state().name();
    }

    private static List<Answer> explicit(FrameworkRun run, String agent, boolean recovering) {
        Standing standing =
                switch (agent) {
                    case "registered" -> new Standing.Registered();
                    case "recovering" -> new Standing.Recovering();
                    case "unreachable" -> new Standing.Unreachable(NOW.minusSeconds(60));
                    case "gone" -> new Standing.Gone();
                    default -> new Standing.Unknown();
                };
        var question = new Question(run(1).task(), agent.equals("none") ? Optional.empty() : Optional.of(AGENT));
        return Reconciliation.explicit(run.framework(), List.of(question), NONE, id -> standing, recovering, NOW);
    }
}
