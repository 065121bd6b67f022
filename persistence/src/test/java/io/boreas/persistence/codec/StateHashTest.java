package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.Agent;
import io.boreas.core.gen.Gen;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StateHashTest {
    private final GroupCodec codec = new GroupCodec();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void equalStatesHaveEqualHashesHoweverTheirPartsAreShared(long seed) {
        var one = new StateGen(Gen.seeded(seed));
        var other = new StateGen(Gen.seeded(seed));
        for (var states : List.of(
                List.of(one.agents(), other.agents()),
                List.of(one.jobs(), other.jobs()),
                List.of(one.registries(), other.registries()))) {
            var hash = StateHash.of(states.getFirst());
            assertThat(StateHash.of(states.getLast()))
                    .isEqualTo(hash)
                    .hasSameHashCodeAs(hash)
                    .hasToString(hash.toString());
            assertThat(StateHash.of(codec.decodeSnapshot(codec.encode(states.getFirst()))))
                    .isEqualTo(hash);
        }
    }

    @Test
    void differentStatesHaveDifferentHashes() {
        var seen = Stream.iterate(1L, seed -> seed + 1)
                .limit(50)
                .map(seed -> new StateGen(Gen.seeded(seed)))
                .flatMap(gen -> Stream.of(gen.agents(), gen.jobs()))
                .distinct()
                .toList();
        assertThat(seen.stream().map(StateHash::of).distinct()).hasSize(seen.size());
    }

    @Test
    void everyFieldOfAnAgentCounts() {
        var agent = Agent.vacant(new ValueGen(Gen.seeded(3)).agent());
        var later = new Agent(
                agent.id(),
                agent.info(),
                agent.presence(),
                agent.incarnation() + 1,
                agent.bootId(),
                agent.since(),
                agent.tasks(),
                agent.leases(),
                agent.used(),
                agent.leased());
        assertThat(hash(agent)).isNotEqualTo(hash(later));
    }

    private static StateHash hash(Agent agent) {
        return StateHash.of(new GroupSnapshot<>(GroupKind.AGENT, List.of(agent), List.of()));
    }
}
