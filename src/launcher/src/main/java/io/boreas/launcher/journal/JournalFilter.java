package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events are wanted: those that every option that is given lets pass. */
final class JournalFilter {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Decided at this time or later: 2026-03-01T08:00:00Z, or -90s, -15m, -1h, -2d before now.")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Decided at this time or earlier.")
    @Nullable
    String until;

    @Option(names = "--group", paramLabel = "NAME", description = "Of this group, such as jobs-3.")
    @Nullable
    String group;

    @Option(
            names = "--aggregate",
            paramLabel = "ID",
            description = "Of this job (role/environment/name), agent or framework, or of the registry.")
    @Nullable
    String aggregate;

    @Option(names = "--job", paramLabel = "KEY", description = "Of this job, or with a word of it.")
    @Nullable
    String job;

    @Option(names = "--agent", paramLabel = "ID", description = "Of this agent, or with a word of it.")
    @Nullable
    String agent;

    @Option(names = "--task", paramLabel = "ID", description = "With a word of this task.")
    @Nullable
    String task;

    @Option(names = "--framework", paramLabel = "ID", description = "Of this framework, or with a word of it.")
    @Nullable
    String framework;

    @Option(
            names = "--kind",
            paramLabel = "KIND[,KIND...]",
            split = ",",
            description =
                    "Only these: job.created, task-launched, agent for all of agents. A wrong one is told with all there are.")
    List<String> kinds = new ArrayList<>();

    @Option(
            names = "--principal",
            paramLabel = "NAME",
            description = "Asked for by this principal; boreas is the system itself.")
    @Nullable
    String principal;

    /** The options, read. */
    record Ready(
            Optional<Instant> since,
            Optional<Instant> until,
            Optional<String> group,
            Optional<String> aggregate,
            List<String> mentioned,
            List<String> kinds,
            Optional<String> principal) {

        /** Whether a record that was stored then may have something that was decided late enough. */
        boolean isLateEnough(long storedAtMillis) {
            return since.isEmpty() || storedAtMillis >= since.get().toEpochMilli();
        }

        boolean passesGroup(String name) {
            return group.isEmpty() || group.get().equals(name);
        }

        boolean passesTime(Instant at) {
            return (since.isEmpty() || !at.isBefore(since.get())) && (until.isEmpty() || !at.isAfter(until.get()));
        }

        boolean passes(JournalEvent event) {
            return (aggregate.isEmpty() || aggregate.get().equals(event.aggregate()))
                    && (principal.isEmpty()
                            || principal.get().equals(event.recorded().cause().principal()))
                    && (kinds.isEmpty() || kinds.stream().anyMatch(kind -> isOf(event.kind(), kind)))
                    && mentionsAll(event);
        }

        private boolean mentionsAll(JournalEvent event) {
            if (mentioned.isEmpty()) {
                return true;
            }
            var says = event.says();
            return mentioned.stream().allMatch(id -> event.aggregate().equals(id) || mentions(says, id));
        }

        private static boolean mentions(JsonNode node, String id) {
            if (node.isValueNode()) {
                return node.asText().equals(id);
            }
            for (var child : node) {
                if (mentions(child, id)) {
                    return true;
                }
            }
            return node.has(id);
        }
    }

    /**
     * Reads the options.
     *
     * @throws CliException if one makes no sense
     */
    Ready ready(Instant now) {
        var known = JournalEvent.kinds();
        for (var kind : kinds) {
            if (known.stream().noneMatch(each -> isOf(each, kind))) {
                throw new CliException(
                        Exit.INVALID_PARAMETER,
                        "there are no events of the kind \"" + kind + "\"; there are " + String.join(", ", known));
            }
        }
        return new Ready(
                Optional.ofNullable(since).map(text -> Moment.parse("--since", text, now)),
                Optional.ofNullable(until).map(text -> Moment.parse("--until", text, now)),
                Optional.ofNullable(group),
                Optional.ofNullable(aggregate),
                Stream.of(
                                Optional.ofNullable(job),
                                Optional.ofNullable(agent),
                                Optional.ofNullable(task),
                                Optional.ofNullable(framework))
                        .flatMap(Optional::stream)
                        .toList(),
                List.copyOf(new TreeSet<>(kinds)),
                Optional.ofNullable(principal));
    }

    private static boolean isOf(String kind, String wanted) {
        return kind.equals(wanted) || kind.endsWith("." + wanted) || kind.startsWith(wanted + ".");
    }
}
