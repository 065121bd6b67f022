package io.boreas.agent.task;

import io.boreas.agent.checkpoint.Entry;
import io.boreas.core.id.TaskId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What came of the events handled together: entries to store with one sync, then things to do that rely on them. */
final class Batch {
    private final List<Item> items = new ArrayList<>();

    /** What one task is about to store and then to do. */
    private record Item(
            TaskId task, List<Entry> entries, boolean sync, Runnable then, Optional<Consumer<IOException>> refuse) {}

    /** Stores an entry, and does something once it is stored, however often that must be tried. */
    void store(Entry entry, Runnable then) {
        items.add(new Item(entry.task(), List.of(entry), true, then, Optional.empty()));
    }

    /** Stores an entry that may as well be forgotten. */
    void storeLazily(Entry entry, Runnable then) {
        items.add(new Item(entry.task(), List.of(entry), false, then, Optional.empty()));
    }

    /** Stores a new task; if that fails, all that this batch holds about it is given up. */
    void take(Entry.Taken entry, Runnable then, Consumer<IOException> refuse) {
        items.add(new Item(entry.task(), List.of(entry), true, then, Optional.of(refuse)));
    }

    /** Does something after all that was stored before. */
    void then(TaskId task, Runnable then) {
        items.add(new Item(task, List.of(), false, then, Optional.empty()));
    }

    List<Entry> entries() {
        return items.stream().flatMap(item -> item.entries().stream()).toList();
    }

    boolean needsSync() {
        return items.stream().anyMatch(Item::sync);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** All is stored. */
    void stored() {
        items.forEach(item -> item.then().run());
    }

    /** Nothing was stored: refuses new tasks, and leaves the rest to be tried again. */
    Batch failed(IOException e) {
        var refused = new HashSet<TaskId>();
        for (var item : items) {
            if (item.refuse().isPresent()) {
                refused.add(item.task());
                item.refuse().get().accept(e);
            }
        }
        var rest = new Batch();
        items.stream().filter(item -> !refused.contains(item.task())).forEach(rest.items::add);
        return rest;
    }
}
