package io.boreas.actors.planner;

import io.boreas.config.Settings;
import io.boreas.core.scheduler.Ranking;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * {@code boreas.planner}: how places are chosen.
 *
 * @param decisionsMax tasks placed in one go before other messages are looked at again, 1 to 1,000,000
 * @param forgetAfter how long a choice is believed to be on its way, 1 s to 10 min; then the groups are asked what became of it
 * @param ranking whether few agents are filled or all are used evenly
 * @param weights how much more than others a role may have; a role that is not named has 1
 * @param region where the masters are, if they say so: {@code boreas.domain}
 */
public record PlannerSettings(
        int decisionsMax,
        Duration forgetAfter,
        Ranking ranking,
        SortedMap<String, Double> weights,
        Optional<String> region) {
    /** Reads the settings; {@code region} stands elsewhere. */
    public static PlannerSettings from(Settings settings, Optional<String> region) {
        return new PlannerSettings(
                settings.count("decisions-max", 1, 1_000_000),
                settings.duration("forget-after", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                ranking(settings.text("ranking")),
                settings.positiveNumbers("weights"),
                region);
    }

    private static Ranking ranking(String name) {
        return switch (name) {
            case "pack" -> Ranking.PACK;
            case "spread" -> Ranking.SPREAD;
            default -> throw new IllegalArgumentException("boreas.planner.ranking is pack or spread, not " + name);
        };
    }
}
