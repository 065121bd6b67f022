package io.boreas.agent.task;

import io.boreas.agent.fetch.FetchSettings;
import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.session.SessionSettings;
import io.boreas.agent.volume.VolumeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a runner of tasks needs to know.
 *
 * @param workDir its own folder; no other agent may use it at the same time
 * @param hostname where tasks can be reached; what {@code {{mesos.hostname}}} becomes
 * @param path the {@code PATH} of processes that do not set one
 * @param startsInFlightMax processes that are being started at the same time, 1 to 1,000; more only fight for the cores
 * @param rescanInterval how often what nobody hinted at is looked for, 50 ms to 1 minute
 * @param sandboxAgeMax how long the sandbox of a task stays after its end, at least 1 s
 * @param sandboxesMax how many sandboxes of ended tasks stay, 0 to 1,000,000; the oldest go first
 * @param sandboxBytesMax how much they take, together; the oldest go first
 * @param isolation how tasks are kept within their limits
 * @param fetch how what tasks want to have is got
 * @param sessions what sessions there may be in tasks
 * @param images how what tasks run in is got
 * @param volumes what tasks may have in their file systems besides
 * @param endpoint where processes on this machine reach the agent's door, with its port; empty if it has none
 */
public record RunnerSettings(
        Path workDir,
        String hostname,
        InstantSource clock,
        String path,
        int startsInFlightMax,
        Duration rescanInterval,
        Duration sandboxAgeMax,
        int sandboxesMax,
        long sandboxBytesMax,
        IsolationSettings isolation,
        FetchSettings fetch,
        SessionSettings sessions,
        ImageSettings images,
        VolumeSettings volumes,
        String endpoint) {
    private static final String PATH_DEFAULT = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public RunnerSettings {
        check("starts in flight", startsInFlightMax, 1, 1_000);
        check("rescan interval in ms", rescanInterval.toMillis(), 50, 60_000);
        check(
                "sandbox age in s",
                sandboxAgeMax.toSeconds(),
                1,
                Duration.ofDays(3_650).toSeconds());
        check("number of sandboxes", sandboxesMax, 0, 1_000_000);
        check("bytes of sandboxes", sandboxBytesMax, 0, Long.MAX_VALUE);
    }

    /** Settings of an agent without a door, with the default limits of tasks and ways to fetch. */
    public RunnerSettings(
            Path workDir,
            String hostname,
            InstantSource clock,
            String path,
            int startsInFlightMax,
            Duration rescanInterval,
            Duration sandboxAgeMax,
            int sandboxesMax,
            long sandboxBytesMax) {
        this(
                workDir,
                hostname,
                clock,
                path,
                startsInFlightMax,
                rescanInterval,
                sandboxAgeMax,
                sandboxesMax,
                sandboxBytesMax,
                IsolationSettings.DEFAULT,
                FetchSettings.DEFAULT,
                SessionSettings.DEFAULT,
                ImageSettings.DEFAULT,
                VolumeSettings.DEFAULT,
                "");
    }

    /** The same of an agent whose door is here. */
    public RunnerSettings at(String address) {
        return with(isolation, fetch, sessions, images, volumes, address);
    }

    /** The same with other limits of tasks. */
    public RunnerSettings isolated(IsolationSettings other) {
        return with(other, fetch, sessions, images, volumes, endpoint);
    }

    /** The same with another way to fetch. */
    public RunnerSettings fetching(FetchSettings other) {
        return with(isolation, other, sessions, images, volumes, endpoint);
    }

    /** The same with other sessions in tasks. */
    public RunnerSettings entered(SessionSettings other) {
        return with(isolation, fetch, other, images, volumes, endpoint);
    }

    /** The same with another way to images. */
    public RunnerSettings furnished(ImageSettings other) {
        return with(isolation, fetch, sessions, other, volumes, endpoint);
    }

    /** The same with other volumes. */
    public RunnerSettings mounting(VolumeSettings other) {
        return with(isolation, fetch, sessions, images, other, endpoint);
    }

    private RunnerSettings with(
            IsolationSettings limits,
            FetchSettings fetching,
            SessionSettings entering,
            ImageSettings furnishing,
            VolumeSettings mounting,
            String address) {
        return new RunnerSettings(
                workDir,
                hostname,
                clock,
                path,
                startsInFlightMax,
                rescanInterval,
                sandboxAgeMax,
                sandboxesMax,
                sandboxBytesMax,
                limits,
                fetching,
                entering,
                furnishing,
                mounting,
                address);
    }

    /** What tasks of frameworks find in their environment on this agent. Source: Mesos, {@code executorEnvironment}. */
    SortedMap<String, String> frameworkVariables() {
        var variables = new TreeMap<String, String>();
        if (!endpoint.isEmpty()) {
            var ip = endpoint.substring(0, endpoint.lastIndexOf(':'));
            variables.put("LIBPROCESS_IP", ip);
            variables.put("LIBPROCESS_PORT", "0");
            variables.put("MESOS_AGENT_ENDPOINT", endpoint);
            variables.put("MESOS_CONTAINER_IP", ip);
            variables.put("MESOS_SLAVE_PID", "slave(1)@" + endpoint);
        }
        return variables;
    }

    /** The defaults. */
    public static RunnerSettings of(Path workDir, String hostname, InstantSource clock) {
        var path = System.getenv("PATH");
        return new RunnerSettings(
                workDir,
                hostname,
                clock,
                path == null || path.isEmpty() ? PATH_DEFAULT : path,
                64,
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                2_000,
                10L << 30);
    }

    private static void check(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("the " + what + " is " + min + " to " + max + ", not " + value);
        }
    }
}
