package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;

/** {@code boreas task show}: all there is to see of one run. */
@Command(
        name = "show",
        description = "Show a task, what it uses of what is reserved for it, and its processes.",
        footer = {"", "Example:", "  boreas task show www-data/devel/toyserver/0"})
final class TaskShowCommand extends TaskCommand.OnTask {
    @Override
    void run(Session session) {
        var path = path(session);
        var task = session.client().get(path);
        // what has no place, or has ended, uses nothing
        boolean idle = task.path("agentId").isMissingNode()
                || !task.path("state").asText().matches("STARTING|RUNNING|KILLING|RESTARTING|DRAINING|PREEMPTING");
        JsonNode usage = idle ? JsonNodeFactory.instance.objectNode() : usage(session, path);
        if (session.isJson()) {
            var all = JsonNodeFactory.instance.objectNode();
            all.set("task", task);
            all.set("usage", usage);
            session.print(all);
            return;
        }
        TaskCommand.Status.show(task, session.out());
        if (usage.isEmpty()) {
            return;
        }
        session.out().println();
        TaskTopCommand.summary(usage, session.out());
        session.out().println();
        var table = new Table("PROCESS", "RUN", "STATE", "PID", "EXIT", "STARTED", "FINISHED", "CPU", "RAM");
        for (var process : usage.path("processes")) {
            table.row(
                    process.path("name").asText(),
                    process.path("run").asText(),
                    process.path("state").asText(),
                    process.path("pid").asText(),
                    process.path("exitCode").asText(),
                    process.path("startedAt").asText(),
                    process.path("finishedAt").asText(),
                    TaskTopCommand.cores(process.path("cpus")),
                    TaskTopCommand.megabytes(process.path("rssBytes")));
        }
        table.print(session.out());
    }

    /** Nothing if there is nothing to be seen at this moment: it may just have ended. */
    private static JsonNode usage(Session session, String path) {
        try {
            return session.client().get(path + "/usage");
        } catch (Refused refused) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
