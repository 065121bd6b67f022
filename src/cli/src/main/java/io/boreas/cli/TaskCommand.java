package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas task}: one run of an instance, its output and its files. */
@Command(
        name = "task",
        description =
                "Look at one run of an instance: its state, why it waits, its output, its files, what it uses; and into it.",
        subcommands = {
            TaskCommand.Status.class,
            TaskCommand.Why.class,
            TaskCommand.Logs.class,
            TaskFsCommand.class,
            TaskExecCommand.class,
            TaskTopCommand.class,
            TaskShowCommand.class
        },
        footer = {
            "",
            "Task ids are in boreas job status. Example:",
            "  boreas task logs -f www-data-devel-toyserver-0-1f0c..."
        })
final class TaskCommand {
    private TaskCommand() {}

    /** A verb on one task. */
    abstract static class OnTask extends Verb {
        @Parameters(
                index = "0",
                paramLabel = "TASK",
                description = "The task's id, from boreas job status, or role/environment/name/instance.")
        private String id = "";

        /** The task's path; of an instance's, the one it has now. */
        String path(Session session) {
            int slash = id.lastIndexOf('/');
            if (slash < 0) {
                return BoreasClient.taskPath(id);
            }
            var key = JobKeyText.checked(id.substring(0, slash));
            var instance = id.substring(slash + 1);
            for (var task : session.client().get(BoreasClient.jobPath(key)).path("instances")) {
                if (task.path("instance").asText().equals(instance)) {
                    return BoreasClient.taskPath(task.path("taskId").asText());
                }
            }
            throw new CliException(Exit.INVALID_PARAMETER, "the job " + key + " has no instance " + instance + " now");
        }
    }

    @Command(
            name = "status",
            description = "Show a task and its history.",
            footer = {"", "Example:", "  boreas task status www-data-devel-toyserver-0-1f0c..."})
    static final class Status extends OnTask {
        @Override
        void run(Session session) {
            var task = session.client().get(path(session));
            if (session.isJson()) {
                session.print(task);
                return;
            }
            show(task, session.out());
        }

        static void show(JsonNode task, PrintStream out) {
            line(out, "task", task.path("taskId"));
            line(out, "job", task.path("job"));
            line(out, "instance", task.path("instance"));
            line(out, "state", task.path("state"));
            line(out, "healthy", task.path("healthy"));
            line(out, "user", task.path("spec").path("user"));
            line(out, "host", task.path("host"));
            line(out, "agent", task.path("agentId"));
            out.println("ports     " + Shown.ports(task.path("ports")));
            line(out, "failures", task.path("failures"));
            line(out, "replaces", task.path("ancestor"));
            out.println();
            var table = new Table("TIME", "STATE", "MESSAGE");
            for (var event : task.path("events")) {
                table.row(
                        event.path("time").asText(),
                        event.path("state").asText(),
                        event.path("message").asText());
            }
            table.print(out);
        }

        private static void line(PrintStream out, String name, JsonNode value) {
            if (!value.isMissingNode()) {
                out.println(name + " ".repeat(10 - name.length()) + Table.printable(value.asText()));
            }
        }
    }

    @Command(
            name = "why",
            description = "Say why a task waits for a place, and how many agents gave each reason.",
            footer = {"", "Example:", "  boreas task why www-data-devel-toyserver-0-1f0c..."})
    static final class Why extends OnTask {
        @Override
        void run(Session session) {
            var why = session.client().get(path(session) + "/why");
            if (session.isJson()) {
                session.print(why);
                return;
            }
            session.out().println(why.path("detail").asText());
            if (!why.path("reasons").isEmpty()) {
                var table = new Table("REASON", "AGENTS");
                why.path("reasons")
                        .properties()
                        .forEach(reason ->
                                table.row(reason.getKey(), reason.getValue().asText()));
                table.print(session.out());
            }
        }
    }

    @Command(
            name = "logs",
            description = "Show what a process wrote, and go on with it if asked to.",
            footer = {
                "",
                "Examples:",
                "  boreas task logs www-data-devel-toyserver-0-1f0c... --offset -1000",
                "  boreas task logs -f --process serve --stderr www-data-devel-toyserver-0-1f0c..."
            })
    static final class Logs extends OnTask {
        private static final Duration RECONNECT = Duration.ofSeconds(1);
        private static final int RECONNECTS_MAX = 60;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until the task has ended.")
        private boolean follow;

        @Option(names = "--process", paramLabel = "NAME", description = "Which process. Default: the one that serves.")
        private String process = "";

        @Option(names = "--stderr", description = "Standard error instead of standard output.")
        private boolean stderr;

        @Option(
                names = "--offset",
                paramLabel = "BYTES",
                description = "Where to start; negative: so many bytes before the end. Default: ${DEFAULT-VALUE}.")
        private long offset;

        @Override
        void run(Session session) throws InterruptedException {
            var client = session.client();
            var query = "/logs?stream=" + (stderr ? "stderr" : "stdout") + "&follow=" + follow
                    + (process.isEmpty() ? "" : "&process=" + BoreasClient.escaped(process)) + "&offset=";
            long at = offset;
            int failures = 0;
            while (true) {
                var response = client.stream(path(session) + query + at);
                at = response.headers().firstValueAsLong("Boreas-Offset").orElse(at);
                try (var body = response.body()) {
                    var buffer = new byte[16 << 10];
                    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                        session.out().write(buffer, 0, n);
                        session.out().flush();
                        at += n;
                        failures = 0;
                    }
                    return;
                } catch (IOException e) {
                    failures++;
                    if (!follow || failures > RECONNECTS_MAX) {
                        throw new CliException(Exit.NETWORK, "the log broke off at byte " + at + ": " + e.getMessage());
                    }
                    Thread.sleep(RECONNECT);
                }
            }
        }
    }
}
