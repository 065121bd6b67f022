package io.boreas.agent.isolation;

import io.boreas.agent.isolation.Sample.SharedUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder that tasks share. What is in it counts against what they and their executor are promised of disk together, as far as their
 * own sandboxes leave of that. Source: Mesos, where {@code disk/du} looks at the executor's sandbox, those of its tasks are in it,
 * and its limit is the sum.
 *
 * @param diskBytes what the executor is promised besides its tasks
 * @param members all tasks in the executor that are promised disk, also those that do not share the folder
 */
public record SharedFolder(Path folder, long diskBytes, List<Member> members) {
    /** A task's own sandbox, and what may be in it. */
    public record Member(Path sandbox, long diskBytes) {}

    public SharedFolder {
        members = List.copyOf(members);
    }

    /**
     * What is taken of what is promised; empty if nobody was promised any disk, for then they may use any amount.
     *
     * @param taken what folders take
     */
    Optional<SharedUse> use(Map<Path, Long> taken) {
        long promised = diskBytes;
        long used = taken.getOrDefault(folder, 0L);
        for (var member : members) {
            promised += member.diskBytes();
            // one with more in its own sandbox ends for that by itself, and the others are not to end for it
            used += Math.min(member.diskBytes(), taken.getOrDefault(member.sandbox(), 0L));
        }
        return promised > 0 ? Optional.of(new SharedUse(used, promised)) : Optional.empty();
    }
}
