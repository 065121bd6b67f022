package io.boreas.actors.group;

import io.boreas.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code boreas.groups}: how aggregates are hosted.
 *
 * @param count groups of each kind, 1 to 1,024; fixed for a cell once it has a journal
 * @param commandsMax ids of accepted commands that a group remembers, 16 to 1,000,000
 * @param batchCommandsMax commands decided into one record of the journal, 1 to 100,000
 * @param snapshotEvery records between two snapshots, 10 to 1,000,000
 * @param snapshotsKept snapshots kept, 1 to 100
 * @param eventsKept how long events are kept at least, 1 s to ten years; empty if they are never deleted
 * @param thinsSnapshots whether a group deletes its own old snapshots; otherwise whoever deletes old events decides which stay
 * @param retryMin first pause before an owed effect is sent again, doubled each time
 * @param retryMax longest such pause
 */
public record GroupSettings(
        int count,
        int commandsMax,
        int batchCommandsMax,
        int snapshotEvery,
        int snapshotsKept,
        Optional<Duration> eventsKept,
        boolean thinsSnapshots,
        Duration retryMin,
        Duration retryMax) {
    public static GroupSettings from(Settings settings) {
        var minute = Duration.ofMinutes(1);
        var retryMin = settings.duration("retry-min", Duration.ofMillis(100), minute);
        var eventsKept = settings.durationOrOff("events-kept", Duration.ofSeconds(1), Duration.ofDays(3_650));
        return new GroupSettings(
                settings.count("count", 1, 1_024),
                settings.count("commands-max", 16, 1_000_000),
                settings.count("batch-commands-max", 1, 100_000),
                settings.count("snapshot-every", 10, 1_000_000),
                settings.count("snapshots-kept", 1, 100),
                eventsKept,
                eventsKept.isEmpty(),
                retryMin,
                settings.duration("retry-max", retryMin, minute.multipliedBy(60)));
    }

    /** The same, and groups leave their old snapshots to whoever deletes old events. */
    public GroupSettings withoutThinning() {
        return new GroupSettings(
                count,
                commandsMax,
                batchCommandsMax,
                snapshotEvery,
                snapshotsKept,
                eventsKept,
                false,
                retryMin,
                retryMax);
    }
}
