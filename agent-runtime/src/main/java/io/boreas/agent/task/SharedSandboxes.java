package io.boreas.agent.task;

import io.boreas.agent.isolation.Limits;
import io.boreas.agent.isolation.SharedFolder;
import io.boreas.agent.isolation.SharedFolder.Member;
import io.boreas.agent.sandbox.ParentSandboxes;
import io.boreas.agent.sandbox.ParentSandboxes.Parent;
import io.boreas.core.id.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of the sandboxes of their executors tasks share, and how much may be in it. Used by the loop's thread. */
final class SharedSandboxes {
    private final ParentSandboxes parents;

    SharedSandboxes(ParentSandboxes parents) {
        this.parents = parents;
    }

    /** By task, what it shares; nothing of a task that shares nothing. */
    Map<TaskId, SharedFolder> of(Collection<LiveTask> tasks) {
        var sharers = new HashMap<TaskId, Parent>();
        for (var task : tasks) {
            if (task.sharesFolders()) {
                parents.parent(task.id()).ifPresent(parent -> sharers.put(task.id(), parent));
            }
        }
        if (sharers.isEmpty()) {
            return Map.of();
        }
        var members = new HashMap<TaskId, List<Member>>();
        for (var task : tasks) {
            long disk = task.limits().diskBytes();
            if (disk > 0) {
                parents.parent(task.id())
                        .ifPresent(parent -> members.computeIfAbsent(parent.name(), any -> new ArrayList<>())
                                .add(new Member(task.prepared().hostSandbox(), disk)));
            }
        }
        var folders = new HashMap<TaskId, SharedFolder>();
        sharers.forEach((task, parent) -> folders.put(
                task,
                new SharedFolder(
                        parents.sandbox(parent),
                        Limits.of(parent.resources(), Optional.empty(), 0).diskBytes(),
                        members.getOrDefault(parent.name(), List.of()))));
        return folders;
    }
}
