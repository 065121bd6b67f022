package io.boreas.testcluster.cell;

import io.boreas.core.id.JobKey;
import io.boreas.core.machine.GroupKind;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A client that creates jobs all the while, one group after the other, several at a time: it remembers which were acknowledged, and
 * when each group acknowledged for the first time after a moment.
 */
public final class JobWriter implements AutoCloseable {
    private static final int GROUPS = 16;

    /** Often enough to tell how long a group was away, and so rarely that a store on the same two cores has something else to do. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final CellClient client;
    private final String prefix;
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Integer> statuses = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLongArray lastOfGroup = new AtomicLongArray(GROUPS);
    private final AtomicLongArray longestGapOfGroup = new AtomicLongArray(GROUPS);
    private volatile boolean stopped;

    private JobWriter(CellClient client, String prefix) {
        this.client = client;
        this.prefix = prefix;
    }

    /**
     * Begins to write at a master's door, a thread for each group, so that one that is away holds up no other.
     *
     * @param prefix of the jobs' names, another for each writer of a cell
     */
    public static JobWriter start(CellClient client, String prefix) {
        var writer = new JobWriter(client, prefix);
        for (int group = 0; group < GROUPS; group++) {
            int number = group;
            writer.lastOfGroup.set(group, System.nanoTime());
            var thread = new Thread(() -> writer.write(number), "writer-" + group);
            writer.threads.add(thread);
            thread.start();
        }
        return writer;
    }

    private void write(int group) {
        int next = 0;
        while (!stopped) {
            var name = prefix + "-" + group + "-" + next++;
            if (GroupKind.groupOf(JobKey.parse(JobText.key(name)).toString(), GROUPS) != group) {
                continue;
            }
            var body = JobText.service(name)
                    .process("wait", "sleep 1000")
                    .placedNowhere()
                    .toString();
            while (!stopped && !isTaken(group, name, body)) {
                pause();
            }
            pause();
        }
    }

    private boolean isTaken(int group, String name, String body) {
        try {
            int status = client.postLater(CellClient.JOBS, body, "key-" + name)
                    .orTimeout(1, TimeUnit.SECONDS)
                    .join()
                    .status();
            if (status != 201) {
                statuses.add(status);
                return false;
            }
            acknowledged.add(JobText.key(name));
            long now = System.nanoTime();
            longestGapOfGroup.accumulateAndGet(group, now - lastOfGroup.get(group), Math::max);
            lastOfGroup.set(group, now);
            return true;
        } catch (CompletionException e) {
            return false; // asked again with the same key
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets how long groups have made it wait so far. */
    public void forgetGaps() {
        for (int group = 0; group < GROUPS; group++) {
            longestGapOfGroup.set(group, 0);
        }
    }

    /** Whether every group has acknowledged since a moment of {@link System#nanoTime}. */
    public boolean hasAllSince(long nanos) {
        for (int group = 0; group < GROUPS; group++) {
            if (lastOfGroup.get(group) - nanos < 0) {
                return false;
            }
        }
        return true;
    }

    /** The longest time in milliseconds that each group let pass between two acknowledgements, by its number. */
    public Map<Integer, Long> gapsMs() {
        var gaps = new HashMap<Integer, Long>();
        for (int group = 0; group < GROUPS; group++) {
            gaps.put(group, longestGapOfGroup.get(group) / 1_000_000);
        }
        return gaps;
    }

    /** Keys of the jobs that the cell said it has. */
    public List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** The statuses of answers that were no acknowledgement. */
    public List<Integer> refusals() {
        return List.copyOf(statuses);
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
