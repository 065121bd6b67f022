package io.boreas.agent.sandbox;

import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Sandboxes that tasks share because they are in the same executor, which has no process of its own. One is made when the first task
 * wants something of it, and is of a task that is over when all of them are. Safe for use by any thread.
 */
public final class ParentSandboxes {
    private final SandboxPaths paths;
    private final Map<TaskId, Parent> parents = new ConcurrentHashMap<>();

    /**
     * An executor that has no process of its own.
     *
     * @param name what the executor would run as
     * @param resources what it is promised besides its tasks
     */
    public record Parent(TaskId name, Resources resources) {}

    public ParentSandboxes(SandboxPaths paths) {
        this.paths = paths;
    }

    /** A task is in an executor. */
    public void put(TaskId task, Parent parent) {
        parents.put(task, parent);
    }

    /** Nobody asks for a task any more. */
    public void remove(TaskId task) {
        parents.remove(task);
    }

    /** The executor of a task; empty if it is in none of this kind. */
    public Optional<Parent> parent(TaskId task) {
        return Optional.ofNullable(parents.get(task));
    }

    /** Where the sandbox is that tasks of an executor share, if any of them wanted it. */
    public Path sandbox(Parent parent) {
        return paths.sandbox(parent.name());
    }

    /** The sandbox that a task shares, which is there then; empty if it is in no such executor. */
    public Optional<Path> of(TaskId task) throws IOException {
        var parent = parents.get(task);
        if (parent == null) {
            return Optional.empty();
        }
        var sandbox = sandbox(parent);
        if (!Files.isDirectory(sandbox, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(sandbox);
        }
        return Optional.of(sandbox);
    }

    /** Names of those of tasks that are not over. */
    Set<String> held() {
        return parents.entrySet().stream()
                .filter(entry -> paths.isHeld(entry.getKey()))
                .map(entry -> FolderNames.of(entry.getValue().name().value()))
                .collect(Collectors.toSet());
    }
}
