package io.boreas.agent.checkpoint;

import io.boreas.core.id.TaskId;
import io.boreas.core.task.StatusAck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The one file that holds what the agent must not forget of its tasks: entries of all of them, appended in batches that one
 * sync makes durable. When most of the file is about tasks that are over, it is written anew. Used by one thread.
 */
public final class TaskJournal implements AutoCloseable {
    private static final int ENDED_MAX = 500;

    private final Map<TaskId, StoredTask> tasks = new LinkedHashMap<>();
    private final ArrayDeque<StoredTask> ended = new ArrayDeque<>();
    private final FrameFile file;

    /** Opens the journal in a folder, and reads it; a new one is made if there is none. */
    public TaskJournal(Path folder) throws IOException {
        this.file = FrameFile.open(
                folder.resolve("tasks.journal"),
                bytes -> apply(EntryCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)))));
    }

    /** Those that were over last, the oldest first: 500 at most, and of those before the agent was started perhaps fewer. */
    public List<StoredTask> ended() {
        return List.copyOf(ended);
    }

    /** The tasks that are not over. */
    public Map<TaskId, StoredTask> tasks() {
        return Collections.unmodifiableMap(tasks);
    }

    /**
     * Appends entries; they are durable when this returns.
     *
     * @param sync false if it does no harm that the last of them are forgotten
     * @throws IOException if they are not durable, as when the disk is full: then none of them counts
     */
    public void append(List<Entry> entries, boolean sync) throws IOException {
        file.append(entries.stream().map(TaskJournal::bytes).toList(), sync);
        entries.forEach(this::apply);
        if (file.isOverdue()) {
            file.replace(all().stream().map(TaskJournal::bytes).toList());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void apply(Entry entry) {
        if (entry instanceof Entry.Taken taken) {
            tasks.putIfAbsent(entry.task(), StoredTask.taken(taken));
            return;
        }
        tasks.computeIfPresent(entry.task(), (task, stored) -> {
            var next = after(stored, entry);
            if (!next.isOver()) {
                return next;
            }
            ended.addLast(next);
            if (ended.size() > ENDED_MAX) {
                ended.removeFirst();
            }
            return null;
        });
    }

    private static StoredTask after(StoredTask stored, Entry entry) {
        return switch (entry) {
            case Entry.Taken taken -> stored;
            case Entry.KillOrdered kill -> stored.killOrdered(kill);
            case Entry.Aborted aborted -> stored.aborted(aborted);
            case Entry.Observed(var update) -> stored.observed(update);
            case Entry.Acknowledged(var ack) -> stored.acknowledged(ack.sequence());
        };
    }

    /** What is not over. */
    private List<Entry> all() {
        var entries = new ArrayList<Entry>();
        for (var stored : tasks.values()) {
            entries.add(new Entry.Taken(stored.launch(), stored.takenAt()));
            entries.addAll(stored.kills());
            stored.aborted().ifPresent(entries::add);
            stored.updates().forEach(update -> entries.add(new Entry.Observed(update)));
            if (stored.acknowledged() > 0) {
                entries.add(new Entry.Acknowledged(new StatusAck(stored.launch().task(), stored.acknowledged())));
            }
        }
        return entries;
    }

    private static byte[] bytes(Entry entry) {
        var body = new ByteArrayOutputStream(512);
        try {
            EntryCodec.write(new DataOutputStream(body), entry);
            return body.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
    }
}
