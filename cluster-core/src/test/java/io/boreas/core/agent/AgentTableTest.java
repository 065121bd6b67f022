package io.boreas.core.agent;

import static io.boreas.core.agent.AgentSamples.NOW;
import static io.boreas.core.agent.AgentSamples.admission;
import static io.boreas.core.agent.AgentSamples.hello;
import static io.boreas.core.agent.AgentSamples.killOrder;
import static io.boreas.core.agent.AgentSamples.lease;
import static io.boreas.core.agent.AgentSamples.report;
import static io.boreas.core.agent.AgentSamples.task;
import static io.boreas.core.agent.AgentSamples.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.OfferId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in every kind of state: what is answered, and what is stored. */
class AgentTableTest {
    private static final List<String> STATES = List.of(
            "vacant",
            "empty",
            "staging",
            "running",
            "killed",
            "unreachable",
            "ended",
            "gone",
            "deactivated",
            "draining",
            "drained");

    /** Answers, with the kills or refusals they carry, and the events after a colon; one column for each state. */
    private static final String TABLE = """
            register nothing held | registered:R | registered:R | registered:R | registered:R,O | registered:R,O | registered:R,O | registered:R | gone | registered:R,O | registered:R,O,D | registered:R
            register task running | unknown | registered1:R | registered:R | registered:R | registered1:R | registered:R,O | registered1:R | gone | registered:R | registered1:R | registered1:R
            register task running, unknown ended | registered1:R | registered1:R | registered:R | registered:R | registered1:R | registered:R,O | registered1:R | gone | registered:R | registered1:R | registered1:R
            unreachable now | unknown | done:U | done:U | done:U | done:U | done | done:U | done | done:U | done:U | done:U
            unreachable before | unknown | stale | stale | stale | stale | stale | stale | stale | stale | stale | stale
            report next | unknown | taken1 | taken1:O | taken1:O | taken1:O | stale | taken1 | gone | taken1:O | taken1:O | taken1
            report old connection | unknown | stale | stale | stale | stale | stale | stale | gone | stale | stale | stale
            admit other | admitted1 | admitted:L | admitted:L | admitted:L | admitted:L | admitted1 | admitted:L | admitted1 | admitted1 | admitted1 | admitted1
            admit same | admitted1 | admitted:L | admitted | admitted | admitted | admitted | admitted | admitted | admitted | admitted | admitted
            kill | done | done | done:K | done:K | done | done:K | done | done | done:K | done | done
            acknowledge | done | done | done:A | done:A | done:A | done:A | done:A | done:A | done:A | done:A | done:A
            lease | unknown | done:G | done:G | done:G | done:G | refused | done:G | refused | refused | refused | refused
            end lease | done | done | done | done | done | done | done | done | done | done | done
            report killed | unknown | taken1 | taken1:O | taken1:O | taken1:O | stale | taken1 | gone | taken1:O | taken1:O,D | taken1
            deactivate | unknown | done:P | done:P | done:P | done:P | done:P | done:P | gone | done | done | done
            reactivate | unknown | no | no | no | no | no | no | gone | done:A+ | no | done:A+
            drain | unknown | done:S,D | done:S,K | done:S,K | done:S,K | done:S,K | done:S,D | gone | done:S,K | done | done:S,D
            drain slowly | unknown | done:S,D | done:S,K | done:S,K | done:S | done:S,K | done:S,D | gone | done:S,K | done:S | done:S,D
            drain to be gone | unknown | done:S,X | done:S,K | done:S,K | done:S,K | done:S,K | done:S,X | gone | done:S,K | done:S | done:S,X
            oversubscribe | unknown | done:Q | done:Q | done:Q | done:Q | stale | done:Q | gone | done:Q | done:Q | done:Q
            oversubscribe from an old connection | unknown | stale | stale | stale | stale | stale | stale | gone | stale | stale | stale
            oversubscribe nothing | unknown | done | done | done | done | stale | done | gone | done | done | done
            mark gone | unknown | done:X | done:X | done:X | done:X | done:X | done:X | done | done:X | done:X | done:X
            """;

    static Stream<Arguments> cells() {
        return TABLE.lines().flatMap(line -> {
            var cells = Stream.of(line.split("\\|")).map(String::strip).toList();
            return STATES.stream()
                    .map(state -> Arguments.of(cells.getFirst(), state, cells.get(1 + STATES.indexOf(state))));
        });
    }

    @ParameterizedTest(name = "{0}, when {1}: {2}")
    @MethodSource("cells")
    void eachCommandHasItsAnswerInEachState(String command, String state, String expected) {
        var agent = state(state);
        var decision = new AgentMachine().decide(agent, command(command, agent), NOW);

        var events = decision.events().stream().map(AgentTableTest::letter).collect(Collectors.joining(","));
        assertThat(word(decision.reply()) + (events.isEmpty() ? "" : ":" + events))
                .isEqualTo(expected);
    }

    private static Agent state(String name) {
        if (name.equals("vacant")) {
            return new AgentRun().agent();
        }
        var run = AgentRun.registered();
        if (name.equals("empty")) {
            return run.agent();
        }
        run.admit(1);
        if (name.equals("staging")) {
            return run.agent();
        }
        run.report(update(1, 1, TaskState.RUNNING));
        switch (name) {
            case "killed" -> run.tell(new AgentCommand.Kill(List.of(killOrder(1, 5))));
            case "unreachable" -> run.tell(new AgentCommand.MarkUnreachable(1, "silent"));
            case "ended" -> run.report(update(1, 2, TaskState.FINISHED));
            case "gone" -> run.tell(new AgentCommand.MarkGone());
            case "deactivated" -> run.tell(new AgentCommand.Deactivate());
            case "draining" -> run.tell(drain(2, false));
            case "drained" -> {
                run.tell(drain(2, false));
                run.report(update(1, 2, TaskState.KILLED));
            }
            default -> assertThat(name).isEqualTo("running");
        }
        return run.agent();
    }

    private static AgentCommand drain(int seconds, boolean thenGone) {
        return new AgentCommand.Drain(Optional.of(Duration.ofSeconds(seconds)), thenGone);
    }

    private static AgentCommand command(String name, Agent agent) {
        long next = agent.tasks().get(task(1)).map(Task::agentSequence).orElse(0L) + 1;
        return switch (name) {
            case "register nothing held" -> new AgentCommand.Register(hello());
            case "register task running" -> new AgentCommand.Register(hello(report(1, TaskState.RUNNING, 1)));
            case "register task running, unknown ended" ->
                new AgentCommand.Register(
                        hello(report(1, TaskState.RUNNING, 1)), Optional.of(AgentCommand.Stranger.TAKEN));
            case "unreachable now" -> new AgentCommand.MarkUnreachable(agent.incarnation(), "silent");
            case "unreachable before" -> new AgentCommand.MarkUnreachable(agent.incarnation() - 1, "silent");
            case "report next" ->
                new AgentCommand.Report(agent.incarnation(), List.of(update(1, next, TaskState.RUNNING)));
            case "report old connection" ->
                new AgentCommand.Report(agent.incarnation() - 1, List.of(update(1, next, TaskState.RUNNING)));
            case "admit other" -> new AgentCommand.Admit(List.of(admission(2)));
            case "admit same" -> new AgentCommand.Admit(List.of(admission(1)));
            case "kill" -> new AgentCommand.Kill(List.of(killOrder(1, 5)));
            case "acknowledge" -> new AgentCommand.AcknowledgeNotices(List.of(new StatusAck(task(1), 2)));
            case "lease" -> new AgentCommand.GrantLease(lease(1, "cpus:1"));
            case "report killed" ->
                new AgentCommand.Report(agent.incarnation(), List.of(update(1, next, TaskState.KILLED)));
            case "deactivate" -> new AgentCommand.Deactivate();
            case "reactivate" -> new AgentCommand.Reactivate();
            case "drain" -> drain(2, false);
            case "drain slowly" -> new AgentCommand.Drain(Optional.empty(), false);
            case "drain to be gone" -> drain(2, true);
            case "oversubscribe" ->
                new AgentCommand.Oversubscribe(agent.incarnation(), AgentSamples.revocable("cpus:2"));
            case "oversubscribe from an old connection" ->
                new AgentCommand.Oversubscribe(agent.incarnation() - 1, AgentSamples.revocable("cpus:2"));
            case "oversubscribe nothing" -> new AgentCommand.Oversubscribe(agent.incarnation(), Resources.empty());
            case "mark gone" -> new AgentCommand.MarkGone();
            case "end lease" -> new AgentCommand.EndLease(new OfferId("offer-1"), "declined");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String word(AgentReply reply) {
        return switch (reply) {
            case AgentReply.Done d -> "done";
            case AgentReply.Registered r -> "registered" + count(r.kills());
            case AgentReply.Taken t -> "taken" + count(t.acks());
            case AgentReply.Admitted a -> "admitted" + count(a.refusals());
            case AgentReply.StaleIncarnation s -> "stale";
            case AgentReply.AgentGone g -> "gone";
            case AgentReply.NoHome n -> throw new AssertionError(n);
            case AgentReply.UnknownAgent u -> "unknown";
            case AgentReply.LeaseRefused l -> "refused";
            case AgentReply.LifecycleRefused l -> "no";
            case AgentReply.ExitTaken e -> throw new AssertionError(e);
            case AgentReply.ToOperator o -> throw new AssertionError(o);
            case AgentReply.ToFramework f -> throw new AssertionError(f);
        };
    }

    private static String count(List<?> list) {
        return list.isEmpty() ? "" : Integer.toString(list.size());
    }

    private static String letter(AgentEvent event) {
        return switch (event) {
            case AgentEvent.Registered e -> "R";
            case AgentEvent.BecameUnreachable e -> "U";
            case AgentEvent.TaskLaunched e -> "L";
            case AgentEvent.TaskObserved e -> "O";
            case AgentEvent.KillRequested e -> "K";
            case AgentEvent.NoticesAcknowledged e -> "A";
            case AgentEvent.Leased e -> "G";
            case AgentEvent.LeaseEnded e -> "E";
            case AgentEvent.Oversubscribed e -> "Q";
            case AgentEvent.Deactivated e -> "P";
            case AgentEvent.Reactivated e -> "A+";
            case AgentEvent.DrainStarted e -> "S";
            case AgentEvent.Drained e -> "D";
            case AgentEvent.DeclaredGone e -> "X";
            case AgentEvent.OfFramework e -> throw new AssertionError(e);
        };
    }
}
