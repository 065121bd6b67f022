package io.boreas.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A registry at work: each decision is stored at once, and audited. */
final class RegistryRun {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final RegistryMachine machine = new RegistryMachine();
    private final List<RegistryEvent> journal = new ArrayList<>();
    private Registry registry = machine.vacant(RegistryId.CELL);

    RegistryReply tell(RegistryCommand command) {
        var decision = machine.decide(registry, command, NOW);
        for (var event : decision.events()) {
            registry = machine.evolve(registry, event);
            journal.add(event);
        }
        assertThat(registry.scheduled().containsAll(registry.down())).isTrue();
        assertThat(Collections.disjoint(registry.rising(), registry.down())).isTrue();
        assertThat(registry.revision()).isEqualTo(journal.size());
        return decision.reply();
    }

    Registry registry() {
        return registry;
    }

    int events() {
        return journal.size();
    }

    List<RegistryEffect> owed() {
        return machine.outstanding(registry);
    }

    Registry replayed() {
        var state = machine.vacant(RegistryId.CELL);
        for (var event : journal) {
            state = machine.evolve(state, event);
        }
        return state;
    }
}
