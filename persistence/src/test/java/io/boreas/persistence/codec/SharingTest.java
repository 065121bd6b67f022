package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.Owner;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.Placement;
import io.boreas.core.machine.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a hundred thousand replayed tasks have in common is there once. */
final class SharingTest {
    private final GroupCodec codec = new GroupCodec();
    private final Cell cell = new Cell(1, 1);

    @Test
    void tasksOfTwoBatchesShareSpecificationResourcesAndNames() {
        var launches = new ArrayList<AgentEvent.TaskLaunched>();
        for (int i = 0; i < 2; i++) {
            for (var recorded :
                    codec.decodeBatch(codec.encode(cell.launches(3))).events()) {
                launches.add((AgentEvent.TaskLaunched) recorded.event());
            }
        }
        assertThat(instances(
                        launches.stream().map(AgentEvent.TaskLaunched::spec).toList()))
                .hasSize(1);
        assertThat(instances(launches.stream()
                        .map(launch -> ((Owner.JobInstance) launch.owner()).job())
                        .toList()))
                .hasSize(1);
        assertThat(instances(launches.stream()
                        .map(launch -> launch.ports().firstKey())
                        .toList()))
                .hasSize(1);
        assertThat(instances(launches.stream()
                        .map(launch -> launch.spec().resources())
                        .toList()))
                .hasSize(1);
    }

    @Test
    void placementsOfTwoBatchesShareAgentAndHost() {
        var placements = new ArrayList<Placement>();
        for (int i = 0; i < 2; i++) {
            for (var recorded :
                    codec.decodeBatch(codec.encode(cell.jobBatch(9))).events()) {
                ((JobEvent.Moved) recorded.event()).placement().ifPresent(placements::add);
            }
        }
        assertThat(placements).hasSize(6);
        assertThat(instances(placements.stream().map(Placement::agent).toList()))
                .hasSize(1);
        assertThat(instances(placements.stream().map(Placement::host).toList())).hasSize(1);
    }

    @Test
    void taskThatIsNamedTwiceInABatchIsOneInstance() {
        Batch<?, ?> batch = codec.decodeBatch(codec.encode(cell.agentBatch(5)));
        var launched = (AgentEvent.TaskLaunched) batch.events().get(0).event();
        var observed = (AgentEvent.TaskObserved) batch.events().get(1).event();
        assertThat(observed.task()).isSameAs(launched.task());
    }

    @Test
    void internerKeepsGivingEqualValuesHoweverManyPassThrough() {
        var gen = Gen.seeded(7);
        var interner = new Interner<String>(64);
        for (int i = 0; i < 10_000; i++) {
            var value = "value-" + gen.evenly(0, 500);
            assertThat(interner.of(value)).isEqualTo(value);
            assertThat(interner.of(new String(value.toCharArray()))).isSameAs(interner.of(value));
        }
    }

    @Test
    void oneCodecServesManyThreads() throws Exception {
        var batches = new ArrayList<Batch<?, ?>>();
        var busy = new Cell(20, 20);
        for (int i = 0; i < 50; i++) {
            batches.add(busy.agentBatch(50));
            batches.add(busy.jobBatch(51));
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            var all = threads.invokeAll(Collections.nCopies(4, () -> {
                for (var batch : batches) {
                    assertThat(codec.decodeBatch(codec.encode(batch))).isEqualTo(batch);
                }
                return true;
            }));
            for (var one : all) {
                assertThat(one.get()).isEqualTo(true);
            }
        }
    }

    private static Set<Object> instances(List<?> values) {
        Set<Object> instances = Collections.newSetFromMap(new IdentityHashMap<>());
        instances.addAll(values);
        return instances;
    }
}
