package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas job}: create, watch, change and end jobs. */
@Command(
        name = "job",
        description = "Create, watch, change and end jobs.",
        subcommands = {
            JobCommand.Create.class,
            JobCommand.ListJobs.class,
            JobCommand.Status.class,
            JobCommand.Kill.class,
            JobCommand.Restart.class,
            JobCommand.Add.class,
            JobPlanCommand.Diff.class,
            JobPlanCommand.Plan.class,
            JobPlanCommand.Inspect.class
        },
        footer = {
            "",
            "A job is named role/environment/name. Example, from file to end:",
            "  boreas job create src/examples/toyserver.yaml --wait running",
            "  boreas job status www-data/devel/toyserver",
            "  boreas job kill www-data/devel/toyserver"
        })
final class JobCommand {
    private JobCommand() {}

    /** The options with which a job file is read. */
    static final class FileOptions {
        @Parameters(paramLabel = "FILE", description = "A job file, YAML or JSON.")
        private Path file = Path.of("");

        @Option(
                names = "--bind",
                paramLabel = "NAME=VALUE",
                description = "Fill in {{NAME}}; goes before the file's own bind. May be given again.")
        private Map<String, String> bind = new LinkedHashMap<>();

        ObjectNode read() {
            return JobFile.read(file, bind);
        }
    }

    @Command(
            name = "create",
            description = "Create a job, and wait for it if asked to.",
            footer = {"", "Example:", "  boreas job create src/examples/toyserver.yaml --bind version=2 --wait running"
            })
    static final class Create extends Verb {
        @Mixin
        private FileOptions file = new FileOptions();

        @Option(
                names = "--wait",
                paramLabel = "STATE",
                description = "${COMPLETION-CANDIDATES}: until every instance is so far. Default: ${DEFAULT-VALUE}.")
        private Wait wait = Wait.pending;

        @Option(
                names = "--wait-seconds",
                paramLabel = "N",
                description = "How long to wait at most. Default: ${DEFAULT-VALUE}.")
        private int waitSeconds = 300;

        /** The names are what is typed. */
        enum Wait {
            pending(JobWatch.Goal.PENDING),
            running(JobWatch.Goal.RUNNING),
            finished(JobWatch.Goal.FINISHED);

            private final JobWatch.Goal goal;

            Wait(JobWatch.Goal goal) {
                this.goal = goal;
            }
        }

        @Override
        void run(Session session) throws InterruptedException {
            var client = session.client();
            var created = client.post("/boreas/v1/jobs", file.read());
            var key = created.path("key").asText();
            if (session.isJson() && wait == Wait.pending) {
                session.print(created);
                return;
            }
            // with JSON asked for, standard output is kept for the job's status
            var progress = session.isJson() ? session.err() : session.out();
            progress.println("created " + key + ", instances: "
                    + created.path("instances").asInt());
            if (wait == Wait.pending) {
                return;
            }
            var outcome = new JobWatch(client, key, progress).await(wait.goal, Duration.ofSeconds(waitSeconds));
            if (session.isJson()) {
                session.print(client.get(BoreasClient.jobPath(key)));
            }
            switch (outcome) {
                case REACHED -> progress.println(key + " is " + wait);
                case FAILED ->
                    throw new CliException(
                            Exit.COMMAND_FAILURE, key + " did not get to " + wait + "; see boreas job status " + key);
                case TIMED_OUT ->
                    throw new CliException(
                            Exit.TIMEOUT,
                            key + " was not " + wait + " within " + waitSeconds
                                    + " s, and goes on; see boreas job status " + key
                                    + ", and boreas task why ID for what waits");
            }
        }
    }

    @Command(
            name = "list",
            description = "List jobs, by key.",
            footer = {"", "Example:", "  boreas job list --role www-data -o json"})
    static final class ListJobs extends Verb {
        @Option(names = "--role", description = "Only of this role.")
        private String role = "";

        @Option(names = "--environment", description = "Only of this environment.")
        private String environment = "";

        @Option(names = "--name", description = "Only of this name.")
        private String name = "";

        @Override
        void run(Session session) {
            var query = new StringBuilder("?limit=1000");
            var filters = Map.of("role", role, "environment", environment, "name", name);
            filters.forEach((filter, value) -> {
                if (!value.isEmpty()) {
                    query.append('&').append(filter).append('=').append(BoreasClient.escaped(value));
                }
            });
            var items = pages(session.client(), "/boreas/v1/jobs" + query);
            if (session.isJson()) {
                var all = JsonNodeFactory.instance.objectNode();
                all.putArray("items").addAll(items);
                all.putNull("next");
                session.print(all);
                return;
            }
            var table = new Table("JOB", "KIND", "ACTIVE", "STATES", "CREATED");
            for (var job : items) {
                table.row(
                        job.path("key").asText(),
                        job.path("kind").asText(),
                        job.path("activeCount").asText(),
                        Shown.counts(job.path("counts")),
                        job.path("createdAt").asText());
            }
            table.print(session.out());
        }

        private static List<JsonNode> pages(BoreasClient client, String path) {
            var items = new ArrayList<JsonNode>();
            var after = "";
            while (true) {
                var page = client.get(path + after);
                page.path("items").forEach(items::add);
                if (page.path("next").isNull() || page.path("next").isMissingNode()) {
                    return items;
                }
                after = "&after=" + BoreasClient.escaped(page.path("next").asText());
            }
        }
    }

    @Command(
            name = "status",
            description = "Show a job, its instances and what has ended.",
            footer = {"", "Example:", "  boreas job status www-data/devel/toyserver"})
    static final class Status extends Verb {
        @Parameters(paramLabel = "KEY", description = "role/environment/name")
        private String key = "";

        @Override
        void run(Session session) {
            var job = session.client().get(BoreasClient.jobPath(JobKeyText.checked(key)));
            if (session.isJson()) {
                session.print(job);
                return;
            }
            var out = session.out();
            out.println(job.path("key").asText() + "  " + job.path("kind").asText() + "  created "
                    + job.path("createdAt").asText());
            out.println("states  " + Shown.counts(job.path("counts")));
            out.println();
            Shown.tasks(job.path("instances")).print(out);
            if (!job.path("ended").isEmpty()) {
                out.println();
                out.println("ended, oldest first:");
                Shown.tasks(job.path("ended")).print(out);
            }
        }
    }

    /** A verb on some or all instances of a job. */
    abstract static class OnInstances extends Verb {
        @Parameters(paramLabel = "KEY", description = "role/environment/name")
        private String key = "";

        @Option(names = "--instances", paramLabel = "0-3,5", description = "Only these. Default: all.")
        private String instances = "";

        @Option(names = "--message", description = "Why; kept in the history.")
        private String message = "";

        void apply(Session session, String verb, String done) {
            var body = JsonNodeFactory.instance.objectNode();
            if (!instances.isEmpty()) {
                var list = body.putArray("instances");
                JobKeyText.instances(instances).forEach(list::add);
            }
            if (!message.isEmpty()) {
                body.put("message", message);
            }
            var path = BoreasClient.jobPath(JobKeyText.checked(key)) + "/" + verb;
            Shown.affected(session, session.client().post(path, body), done);
        }
    }

    @Command(
            name = "kill",
            description = "Stop instances for good.",
            footer = {"", "Example:", "  boreas job kill www-data/devel/toyserver --instances 0-3,5"})
    static final class Kill extends OnInstances {
        @Override
        void run(Session session) {
            apply(session, "kill", "being killed");
        }
    }

    @Command(
            name = "restart",
            description = "Stop instances and start them afresh.",
            footer = {"", "Example:", "  boreas job restart www-data/devel/toyserver --instances 1"})
    static final class Restart extends OnInstances {
        @Override
        void run(Session session) {
            apply(session, "restart", "being restarted");
        }
    }

    @Command(
            name = "add",
            description = "Add instances, as copies of an active one.",
            footer = {"", "Example, two more like instance 0:", "  boreas job add www-data/devel/toyserver 0 2"})
    static final class Add extends Verb {
        @Parameters(index = "0", paramLabel = "KEY", description = "role/environment/name")
        private String key = "";

        @Parameters(index = "1", paramLabel = "INSTANCE", description = "The instance to copy.")
        private int template;

        @Parameters(index = "2", paramLabel = "COUNT", description = "How many to add.")
        private int count;

        @Override
        void run(Session session) {
            var body = JsonNodeFactory.instance.objectNode();
            body.put("count", count).put("template", template);
            var path = BoreasClient.jobPath(JobKeyText.checked(key)) + "/instances";
            Shown.affected(session, session.client().post(path, body), "added");
        }
    }
}
