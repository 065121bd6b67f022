package io.boreas.actors.link;

import io.boreas.config.Settings;
import java.time.Duration;

/**
 * {@code boreas.link}: where agents dial in.
 *
 * @param host address to bind
 * @param port port to bind; 0 for any free one
 * @param pingInterval pause between two pings, 100 ms to 10 min; an agent silent for three is cut off
 * @param helloTimeout time a new connection has to introduce itself
 * @param domainRequired whether agents that are in no domain are refused; Mesos's {@code --require_agent_domain}
 * @param queueBytesMax bytes waiting to be sent to one agent, beyond which it is cut off and told to come again
 */
public record LinkSettings(
        String host,
        int port,
        Duration pingInterval,
        Duration helloTimeout,
        boolean domainRequired,
        int queueBytesMax) {
    public static LinkSettings from(Settings settings) {
        var second = Duration.ofSeconds(1);
        return new LinkSettings(
                settings.text("host"),
                settings.count("port", 0, 65_535),
                settings.duration("ping-interval", Duration.ofMillis(100), second.multipliedBy(600)),
                settings.duration("hello-timeout", Duration.ofMillis(100), second.multipliedBy(60)),
                settings.flag("require-domain"),
                (int) settings.bytes("queue-bytes-max", 64 * 1024, 1 << 30));
    }
}
