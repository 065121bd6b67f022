package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code boreas host} says of machines. */
final class HostDutyCommand {
    private static final Duration WAIT_PAUSE = Duration.ofMillis(500);

    private HostDutyCommand() {}

    /** A command that names an agent and changes it. */
    abstract static class Change extends Verb {
        @Parameters(paramLabel = "AGENT", description = "The agent's id, from boreas host list.")
        private String id = "";

        final String path() {
            return "/boreas/v1/agents/" + BoreasClient.escaped(id);
        }

        final JsonNode change(Session session, String verb, ObjectNode body) {
            return session.client().post(path() + "/" + verb, body);
        }

        final void show(Session session, JsonNode agent) {
            if (session.isJson()) {
                session.print(agent);
                return;
            }
            boolean gone = agent.path("presence").asText().equals("GONE");
            session.out()
                    .println(agent.path("agentId").asText() + ": "
                            + (gone ? "GONE" : agent.path("duty").asText()));
        }
    }

    @Command(
            name = "drain",
            description = "Give an agent nothing new, and stop all that runs there.",
            footer = {"", "Example:", "  boreas host drain AGENT --max-grace 30s --wait"})
    static final class Drain extends Change {
        @Option(
                names = "--max-grace",
                paramLabel = "TIME",
                description = "How long a task may take to stop at most, such as 30s. Default: each its own time.")
        private String maxGrace = "";

        @Option(names = "--gone", description = "Declare the agent gone once it runs nothing.")
        private boolean gone;

        @Option(names = "--wait", description = "Wait until it runs nothing.")
        private boolean wait;

        @Option(
                names = "--wait-seconds",
                paramLabel = "N",
                description = "How long to wait at most. Default: ${DEFAULT-VALUE}.")
        private int waitSeconds = 300;

        @Override
        void run(Session session) throws InterruptedException {
            var body = JsonNodeFactory.instance.objectNode();
            if (!maxGrace.isEmpty()) {
                body.put("max_grace", maxGrace);
            }
            body.put("mark_gone", gone);
            var agent = change(session, "drain", body);
            long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
            while (wait && agent.path("duty").asText().equals("DRAINING")) {
                if (System.nanoTime() - deadline > 0) {
                    throw new CliException(
                            Exit.TIMEOUT,
                            agent.path("agentId").asText() + " still runs "
                                    + agent.path("taskCount").asText() + " tasks after " + waitSeconds
                                    + " s; it goes on draining");
                }
                Thread.sleep(WAIT_PAUSE);
                agent = session.client().get(path());
            }
            show(session, agent);
        }
    }

    @Command(
            name = "activate",
            description = "Let a deactivated or drained agent take work again.",
            footer = {"", "Example:", "  boreas host activate AGENT"})
    static final class Activate extends Change {
        @Override
        void run(Session session) {
            show(session, change(session, "reactivate", JsonNodeFactory.instance.objectNode()));
        }
    }

    @Command(
            name = "deactivate",
            description = "Give an agent nothing new; what runs there goes on.",
            footer = {"", "Example:", "  boreas host deactivate AGENT"})
    static final class Deactivate extends Change {
        @Override
        void run(Session session) {
            show(session, change(session, "deactivate", JsonNodeFactory.instance.objectNode()));
        }
    }

    @Command(
            name = "gone",
            description = "Declare that an agent never returns: its tasks are over, and it is refused if it does.",
            footer = {"", "This cannot be taken back. Example:", "  boreas host gone AGENT"})
    static final class Gone extends Change {
        @Override
        void run(Session session) {
            show(session, change(session, "gone", JsonNodeFactory.instance.objectNode()));
        }
    }
}
