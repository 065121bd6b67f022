package io.boreas.actors.agent;

import io.boreas.config.Settings;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.resource.FaultDomain;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code boreas.agents}: how long silence is borne.
 *
 * @param unreachableAfter silence of a registered agent, or time after a master's start in which it did not come back, until it is
 *     unreachable; 1 s to 1 day. Source of the default: Mesos's ping timeout of 15 s, five times
 * @param offerTimeout how long a framework may think about an offer, 1 s to 30 days; Mesos's {@code --offer_timeout}
 * @param endUnknownTasks whether an agent that this journal has never seen is registered although it holds tasks, which are ended
 * @param home where the masters are, if they say so: {@code boreas.domain}
 */
public record AgentGroupSettings(
        Duration unreachableAfter, Duration offerTimeout, boolean endUnknownTasks, Optional<FaultDomain> home) {
    /** Reads the settings; {@code home} stands elsewhere. */
    public static AgentGroupSettings from(Settings settings, Optional<FaultDomain> home) {
        return new AgentGroupSettings(
                settings.duration("unreachable-after", Duration.ofSeconds(1), Duration.ofDays(1)),
                settings.duration("offer-timeout", Duration.ofSeconds(1), Duration.ofDays(30)),
                settings.flag("end-unknown-tasks"),
                home);
    }

    /** What becomes of an agent of another journal that holds tasks; empty if it is refused. */
    Optional<AgentCommand.Stranger> stranger() {
        return endUnknownTasks ? Optional.of(AgentCommand.Stranger.TAKEN) : Optional.empty();
    }
}
