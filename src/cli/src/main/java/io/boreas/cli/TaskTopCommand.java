package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** {@code boreas task top}: what a task uses, process by process. */
@Command(
        name = "top",
        description =
                "Show what a task uses of its machine: cores, memory, threads and disks, for each of its processes.",
        footer = {"", "Example:", "  boreas task top www-data/devel/toyserver/0"})
final class TaskTopCommand extends TaskCommand.OnTask {
    private static final double MEGABYTE = 1 << 20;

    @Override
    void run(Session session) {
        var usage = session.client().get(path(session) + "/usage");
        if (session.isJson()) {
            session.print(usage);
            return;
        }
        summary(usage, session.out());
        session.out().println();
        var table =
                new Table("PID", "PROCESS", "PROGRAM", "STATE", "THREADS", "CPU", "CPU-TIME", "RAM", "READ", "WRITTEN");
        for (var living : usage.path("living")) {
            table.row(
                    living.path("pid").asText(),
                    living.path("process").asText(),
                    living.path("name").asText(),
                    living.path("state").asText(),
                    living.path("threads").asText(),
                    cores(living.path("cpus")),
                    cores(living.path("cpuSeconds")) + "s",
                    megabytes(living.path("rssBytes")),
                    megabytes(living.path("readBytes")),
                    megabytes(living.path("writtenBytes")));
        }
        table.print(session.out());
    }

    /** What is used of what is reserved. */
    static void summary(JsonNode usage, PrintStream out) {
        var used = usage.path("used");
        var reserved = usage.path("reserved");
        var limits = usage.path("limits");
        out.println("cpu       " + cores(used.path("cpus")) + " of " + cores(reserved.path("cpus")) + " cores"
                + limit(limits.path("cpus"), TaskTopCommand::cores) + ", " + cores(used.path("cpuSeconds"))
                + " s in all");
        out.println("ram       " + megabytes(used.path("memBytes")) + " of " + megabytes(reserved.path("memBytes"))
                + limit(limits.path("memBytes"), TaskTopCommand::megabytes));
        out.println("disk      of " + megabytes(reserved.path("diskBytes")) + "; read "
                + megabytes(used.path("readBytes")) + ", written " + megabytes(used.path("writtenBytes")));
        out.println("processes " + used.path("processes").asText() + " with "
                + used.path("threads").asText() + " threads");
    }

    /** How much more it may use, if its job says so: an amount, or that there is no limit. */
    private static String limit(JsonNode limit, Function<JsonNode, String> amount) {
        return limit.isMissingNode()
                ? ""
                : " (limit " + (limit.isNumber() ? amount.apply(limit) : limit.asText()) + ")";
    }

    static String cores(JsonNode number) {
        return String.format(Locale.ROOT, "%.2f", number.asDouble());
    }

    static String megabytes(JsonNode bytes) {
        return String.format(Locale.ROOT, "%.1fMB", bytes.asDouble() / MEGABYTE);
    }
}
