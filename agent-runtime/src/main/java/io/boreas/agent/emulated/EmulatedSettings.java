package io.boreas.agent.emulated;

import io.boreas.agent.link.AgentLinkSettings;
import io.boreas.agent.link.MasterAddress;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How many agents are emulated, and what they do.
 *
 * @param agents how many, 1 to 100,000
 * @param prefix starts the name of each; its number follows
 * @param masters tried in turn by each
 * @param resources what each has
 * @param attributes what the agent of a number says of itself
 * @param finishAfter how long a task runs until it finishes; empty for ever
 * @param dialsPerSecond how fast they come up, 1 to 1,000,000
 * @param threads event loops they share, 1 to 64
 * @param endedMax ended tasks each remembers, at least 1; see {@link io.boreas.core.link.AgentTasks}
 * @param seed of all chance in them
 */
public record EmulatedSettings(
        int agents,
        String prefix,
        List<MasterAddress> masters,
        Resources resources,
        IntFunction<Attributes> attributes,
        Optional<Duration> finishAfter,
        AgentLinkSettings link,
        int dialsPerSecond,
        int threads,
        int endedMax,
        long seed) {
    public EmulatedSettings {
        masters = List.copyOf(masters);
        check("agents", agents, 100_000);
        check("dialsPerSecond", dialsPerSecond, 1_000_000);
        check("threads", threads, 64);
        check("endedMax", endedMax, 1_000_000);
    }

    /** So many agents of 16 cores, 64 GB and 1,001 ports each, whose tasks run for ever. */
    public static EmulatedSettings of(int agents, List<MasterAddress> masters) {
        return new EmulatedSettings(
                agents,
                "emulated-",
                masters,
                Resources.parse("cpus:16;mem:65536;disk:262144;ports:[31000-32000]"),
                number -> Attributes.none(),
                Optional.empty(),
                AgentLinkSettings.DEFAULT,
                2_000,
                2,
                100,
                1);
    }

    /** These settings with other resources for each agent. */
    public EmulatedSettings with(Resources other) {
        return new EmulatedSettings(
                agents, prefix, masters, other, attributes, finishAfter, link, dialsPerSecond, threads, endedMax, seed);
    }

    /** These settings with attributes. */
    public EmulatedSettings with(IntFunction<Attributes> other) {
        return new EmulatedSettings(
                agents, prefix, masters, resources, other, finishAfter, link, dialsPerSecond, threads, endedMax, seed);
    }

    /** These settings with tasks that finish after so long. */
    public EmulatedSettings finishingAfter(Duration duration) {
        return new EmulatedSettings(
                agents,
                prefix,
                masters,
                resources,
                attributes,
                Optional.of(duration),
                link,
                dialsPerSecond,
                threads,
                endedMax,
                seed);
    }

    private static void check(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is 1 to " + max + ", not " + value);
        }
    }
}
