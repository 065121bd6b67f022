package io.boreas.actors.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.core.allocator.Allocator;
import io.boreas.core.allocator.AllocatorSettings;
import io.boreas.core.allocator.InverseOffer;
import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.id.AgentId;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryMachine;
import io.boreas.core.registry.Window;
import io.boreas.core.resource.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegistryTermsTest {
    private static final Role WWW = new Role("www");
    private static final Quota QUOTA = new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", 1_000L)));

    private final RegistryMachine machine = new RegistryMachine();
    private final Allocator allocator = new Allocator(AllocatorSettings.DEFAULT, new RegularExpressions());
    private final List<InverseOffer> withdrawn = new ArrayList<>();
    private final RegistryTerms terms = new RegistryTerms(Map.of(), withdrawn::add);

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

    @Test
    void agentsAreUnavailableWhenTheirMachinesAre() {
        var first = new AgentId("agent-1");
        var other = new AgentId("agent-2");
        terms.seen(first, "Host-1", allocator);
        terms.seen(other, "host-2", allocator);
        var when = new Unavailability(Instant.parse("2030-01-02T03:04:05Z"), Optional.empty());
        var window = new Window(List.of(new MachineId("HOST-1", ""), new MachineId("", "10.0.0.3")), when);
        var scheduled = machine.evolve(Registry.EMPTY, new RegistryEvent.ScheduleUpdated(List.of(window)));

        terms.apply(scheduled, allocator);
        assertThat(terms.reschedule(allocator)).containsExactly(first);
        assertThat(allocator.unavailability(first)).contains(when);
        assertThat(allocator.unavailability(other)).isEmpty();

        terms.seen(new AgentId("agent-3"), "10.0.0.3", allocator);
        assertThat(allocator.unavailability(new AgentId("agent-3"))).contains(when);
        terms.apply(quota(scheduled, QUOTA), allocator);
        assertThat(terms.reschedule(allocator)).isEmpty();

        terms.lost(first, allocator);
        assertThat(allocator.unavailability(first)).isEmpty();
    }

    private Registry quota(Registry before, Quota quota) {
        return machine.evolve(before, new RegistryEvent.QuotasUpdated(new TreeMap<>(Map.of(WWW, quota))));
    }
}
