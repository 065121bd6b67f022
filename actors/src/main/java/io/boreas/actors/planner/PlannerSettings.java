package io.boreas.actors.planner;

import io.boreas.config.Settings;
import java.time.Duration;

/**
 * {@code boreas.planner}: how places are chosen.
 *
 * @param decisionsMax tasks placed in one go before other messages are looked at again, 1 to 1,000,000
 * @param forgetAfter how long a choice is believed to be on its way, 1 s to 10 min; then the groups are asked what became of it
 */
public record PlannerSettings(int decisionsMax, Duration forgetAfter) {
    public static PlannerSettings from(Settings settings) {
        return new PlannerSettings(
                settings.count("decisions-max", 1, 1_000_000),
                settings.duration("forget-after", Duration.ofSeconds(1), Duration.ofMinutes(10)));
    }
}
