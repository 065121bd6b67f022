package io.boreas.actors.allocator;

import io.boreas.config.Settings;
import io.boreas.core.allocator.AgentOrder;
import io.boreas.core.allocator.AllocatorSettings;
import io.boreas.core.allocator.SharePolicy;
import io.boreas.core.resource.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * {@code boreas.allocator}: how offers are made.
 *
 * @param allocator the rules
 * @param forgetAfter how long a grant is believed to be on its way to its agent's group, 1 s to 10 min
 * @param offerTimeout how long a framework may think about an inverse offer, as about an offer: {@code boreas.agents.offer-timeout}
 * @param weights how much more than others a role may have; a role that is not named has 1
 * @param whitelist the file of hosts whose agents get anything new; empty if all do
 */
public record AllocatorActorSettings(
        AllocatorSettings allocator,
        Duration forgetAfter,
        Duration offerTimeout,
        SortedMap<String, Double> weights,
        Optional<Path> whitelist) {
    /**
     * Reads the settings; the rest stands elsewhere.
     *
     * @param region where the masters are, if they say so: {@code boreas.domain}
     */
    public static AllocatorActorSettings from(Settings settings, Duration offerTimeout, Optional<String> region) {
        var policy = policy(settings.text("sorter"));
        return new AllocatorActorSettings(
                AllocatorSettings.DEFAULT
                        .sorted(policy, policy, 0)
                        .agents(order(settings.text("agents")), settings.count("split", 1, 64))
                        .in(region),
                settings.duration("forget-after", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                offerTimeout,
                weights(settings),
                whitelist(settings.text("whitelist")));
    }

    /** A {@code *} is no file, as in Mesos. */
    private static Optional<Path> whitelist(String file) {
        return file.isEmpty() || file.equals("*") ? Optional.empty() : Optional.of(Path.of(file));
    }

    private static SortedMap<String, Double> weights(Settings settings) {
        var weights = settings.positiveNumbers("weights");
        weights.keySet().forEach(Role::new);
        return weights;
    }

    private static SharePolicy policy(String name) {
        return switch (name) {
            case "drf" -> SharePolicy.DRF;
            case "random" -> SharePolicy.RANDOM;
            default -> throw new IllegalArgumentException("boreas.allocator.sorter is drf or random, not " + name);
        };
    }

    private static AgentOrder order(String name) {
        return switch (name) {
            case "shuffled" -> AgentOrder.SHUFFLED;
            case "pack" -> AgentOrder.PACK;
            case "spread" -> AgentOrder.SPREAD;
            default ->
                throw new IllegalArgumentException("boreas.allocator.agents is shuffled, pack or spread, not " + name);
        };
    }
}
