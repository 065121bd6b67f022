package io.boreas.actors.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.allocator.Allocator;
import io.boreas.core.allocator.AllocatorSettings;
import io.boreas.core.allocator.Quota;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryMachine;
import io.boreas.core.resource.Role;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegistryTermsTest {
    private static final Role WWW = new Role("www");
    private static final Quota QUOTA = new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", 1_000L)));

    private final RegistryMachine machine = new RegistryMachine();
    private final Allocator allocator = new Allocator(AllocatorSettings.DEFAULT);
    private final RegistryTerms terms = new RegistryTerms(Map.of());

    @Test
    void quotasFollowTheRegistryToo() {
        var set = quota(Registry.EMPTY, QUOTA);

        assertThat(terms.apply(set, allocator)).isTrue();
        assertThat(allocator.quotas()).containsEntry(WWW, QUOTA);

        assertThat(terms.apply(quota(set, Quota.NONE), allocator)).isTrue();
        assertThat(allocator.quotas()).isEmpty();
    }

    @Test
    void whatIsOldOrKnownChangesNothing() {
        var first = quota(Registry.EMPTY, QUOTA);
        terms.apply(quota(first, Quota.NONE), allocator);

        assertThat(terms.apply(first, allocator)).isFalse();
        assertThat(terms.apply(Registry.EMPTY, allocator)).isFalse();
        assertThat(allocator.quotas()).isEmpty();
    }

    private Registry quota(Registry before, Quota quota) {
        return machine.evolve(before, new RegistryEvent.QuotasUpdated(new TreeMap<>(Map.of(WWW, quota))));
    }
}
