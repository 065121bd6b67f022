package io.boreas.persistence.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Reads a whole journal and says everything that is wrong with it: what the rows look like, whether they follow each other, whether every
 * group's records lead to the states that its snapshots have, and whether the order of the cell names each record once.
 */
public final class JournalCheck {
    /** Findings of a kind that are told one by one; further ones are counted. */
    public static final int TOLD_MAX = 100;

    private final JournalSource source;
    private final int groups;
    private final int commandsMax;
    private final int threads;

    /**
     * @param groups {@code boreas.groups.count} of the cell
     * @param commandsMax {@code boreas.groups.commands-max} of the cell
     * @param threads groups that are read at once, from 1
     */
    public JournalCheck(JournalSource source, int groups, int commandsMax, int threads) {
        this.source = source;
        this.groups = groups;
        this.commandsMax = commandsMax;
        this.threads = threads;
    }

    /**
     * What was found.
     *
     * @param findings by kind {@value #TOLD_MAX} at most, in the order of groups
     * @param counts how many of each kind there are
     * @param compared snapshots whose state was compared with that of the records
     */
    public record Report(
            List<Finding> findings,
            Map<Finding.Kind, Long> counts,
            int groups,
            long records,
            long events,
            long snapshots,
            long compared) {
        public Report {
            findings = List.copyOf(findings);
            counts = Map.copyOf(counts);
        }

        /** Whether a cell may rely on it. */
        public boolean isSound() {
            return counts.keySet().stream().allMatch(Finding.Kind::isHarmless);
        }
    }

    public Report run() throws InterruptedException {
        var tasks = new ArrayList<Callable<GroupCheck>>();
        for (var name : source.groups()) {
            tasks.add(() -> check(name));
        }
        var findings = new Findings();
        var checks = CellReplay.inParallel(tasks, threads);
        checks.forEach(check -> check.findings().forEach(findings));
        checks.forEach(check -> check.counts().forEach(findings::countBeyond));
        source.inspect(findings);
        return new Report(
                findings.told,
                findings.counts,
                checks.size(),
                checks.stream().mapToLong(GroupCheck::records).sum(),
                checks.stream().mapToLong(GroupCheck::events).sum(),
                checks.stream().mapToLong(GroupCheck::snapshots).sum(),
                checks.stream().mapToLong(GroupCheck::compared).sum());
    }

    /** Once more, if old events of the group were deleted while they were read. */
    private GroupCheck check(String name) {
        while (true) {
            var deleted = source.deletedTo(name);
            var check = new GroupCheck(source, name, groups, commandsMax);
            check.run();
            if (source.deletedTo(name).equals(deleted)) {
                return check;
            }
        }
    }

    /** Findings, bounded. Not thread-safe. */
    static final class Findings implements Consumer<Finding> {
        final List<Finding> told = new ArrayList<>();
        final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);

        @Override
        public void accept(Finding finding) {
            if (counts.merge(finding.kind(), 1L, Long::sum) <= TOLD_MAX) {
                told.add(finding);
            }
        }

        /** Adds those that another collection counted and did not keep. */
        void countBeyond(Finding.Kind kind, long count) {
            if (count > TOLD_MAX) {
                counts.merge(kind, count - TOLD_MAX, Long::sum);
            }
        }
    }
}
