package io.boreas.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentRun;
import io.boreas.core.agent.AgentSamples;
import io.boreas.core.agent.HostRun;
import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.resource.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CellCapacityTest {
    private static final Role WWW = new Role("www");

    @Test
    void aJobsTasksCountForItsRoleAndThoseAbove() {
        var run = AgentRun.registered();
        run.tell(new AgentCommand.Admit(List.of(AgentSamples.admission(1), AgentSamples.admission(2))));

        var capacity = CellCapacity.of(List.of(run.agent()));

        assertThat(capacity.total()).containsEntry("cpus", 4_000L).containsEntry("mem", 4_096_000L);
        assertThat(capacity.consumed(WWW)).containsEntry("cpus", 2_000L).containsEntry("mem", 1_024_000L);
        assertThat(capacity.consumed(new Role("other"))).isEmpty();
    }

    @Test
    void whatIsReservedCountsForItsRoleOnceWhetherUsedOrNot() {
        var host = HostRun.with("cpus(www/eu):3;cpus:2");
        assertThat(CellCapacity.of(List.of(host.agent())).consumed(WWW)).containsEntry("cpus", 3_000L);
    }

    @Test
    void agentsThatAreAwayCountForNothing() {
        var run = AgentRun.registered();
        run.tell(new AgentCommand.Admit(List.of(AgentSamples.admission(1))));
        run.tell(new AgentCommand.MarkUnreachable(1, "silent"));

        var capacity = CellCapacity.of(List.of(run.agent()));

        assertThat(capacity.total()).isEmpty();
        assertThat(capacity.consumed(WWW)).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsFoundWithTheQuotasThatAreThere() {
        var run = AgentRun.registered();
        run.tell(new AgentCommand.Admit(List.of(AgentSamples.admission(1))));
        var capacity = CellCapacity.of(List.of(run.agent()));
        var machine = new RegistryMachine();
        var registry = machine.evolve(
                Registry.EMPTY,
                new RegistryEvent.QuotasUpdated(new TreeMap<>(Map.of(new Role("other"), guarantee(3_000)))));

        assertThat(capacity.problems(registry, new TreeMap<>(Map.of(WWW, guarantee(1_000)))))
                .isEmpty();
        assertThat(capacity.problems(registry, new TreeMap<>(Map.of(WWW, guarantee(1_001)))))
                .containsExactly(new QuotaProblem.OverCapacity(WWW, "cpus", 4_001, 4_000));
        var limit = new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", 999L)));
        assertThat(capacity.problems(registry, new TreeMap<>(Map.of(WWW, limit))))
                .containsExactly(new QuotaProblem.ConsumedOverLimit(WWW, "cpus", 1_000, 999));
    }

    private static Quota guarantee(long cpusMilli) {
        return new Quota(new TreeMap<>(Map.of("cpus", cpusMilli)), new TreeMap<>());
    }
}
