package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shows how a job gets on: each state of each instance on a line, with the URL of each port once it runs; for many instances
 * only how many are in each state. It asks for the job's status again and again, so it may start at any time and loses nothing.
 */
public final class JobWatch {
    /** More instances than this are counted, not listed. */
    private static final int LISTED_MAX = 50;

    private static final Duration POLL_FIRST = Duration.ofMillis(100);
    private static final Duration POLL_LAST = Duration.ofSeconds(1);

    private final BoreasClient client;
    private final String key;
    private final PrintStream out;
    private final Map<String, String> shown = new HashMap<>();
    private String counted = "";

    /** What is waited for. */
    public enum Goal {
        /** The job is there. */
        PENDING,
        /** Every instance runs, or has finished already. */
        RUNNING,
        /** Every instance has finished. */
        FINISHED
    }

    /** How waiting ended. */
    public enum Outcome {
        REACHED,
        /** An instance ended otherwise and is not replaced, or the job is gone. */
        FAILED,
        TIMED_OUT
    }

    /**
     * @param key {@code role/environment/name}
     * @param out where the lines go
     */
    public JobWatch(BoreasClient client, String key, PrintStream out) {
        this.client = client;
        this.key = key;
        this.out = out;
    }

    /** Waits and shows until the goal is reached or cannot be any more. */
    public Outcome await(Goal goal, Duration timeout) throws InterruptedException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        var pause = POLL_FIRST;
        while (true) {
            var outcome = look(goal);
            if (outcome != Outcome.TIMED_OUT) {
                return outcome;
            }
            if (System.nanoTime() > deadlineNs) {
                return Outcome.TIMED_OUT;
            }
            Thread.sleep(pause);
            pause = min(pause.multipliedBy(5).dividedBy(4), POLL_LAST);
        }
    }

    /** One look; {@link Outcome#TIMED_OUT} if it is not decided yet. */
    private Outcome look(Goal goal) {
        JsonNode job;
        try {
            job = client.get(BoreasClient.jobPath(key));
        } catch (Refused refused) {
            if (refused.status() == 404) {
                out.println(key + " is not there any more");
                return Outcome.FAILED;
            }
            if (refused.status() == 503) {
                return Outcome.TIMED_OUT;
            }
            throw refused;
        }
        var current = current(job);
        show(job, current);
        return decide(goal, job, current);
    }

    /** The newest run of each instance since the job was created. */
    private static SortedMap<Integer, JsonNode> current(JsonNode job) {
        var created = Instant.parse(job.path("createdAt").asText());
        var current = new TreeMap<Integer, JsonNode>();
        for (var task : job.path("ended")) {
            var first = task.path("events").path(0).path("time").asText();
            if (!first.isEmpty() && !Instant.parse(first).isBefore(created)) {
                current.put(task.path("instance").asInt(), task);
            }
        }
        for (var task : job.path("instances")) {
            current.put(task.path("instance").asInt(), task);
        }
        return current;
    }

    private static Outcome decide(Goal goal, JsonNode job, Map<Integer, JsonNode> current) {
        if (goal == Goal.PENDING) {
            return Outcome.REACHED;
        }
        int active = job.path("instances").size();
        int reached = 0;
        int failed = 0;
        for (var task : current.values()) {
            var state = task.path("state").asText();
            switch (state) {
                case "FINISHED" -> reached++;
                case "RUNNING" -> reached += goal == Goal.RUNNING ? 1 : 0;
                case "FAILED", "KILLED", "LOST" -> failed++;
                default -> {}
            }
        }
        if (reached == current.size() && reached > 0) {
            return Outcome.REACHED;
        }
        boolean nothingLeft = active == 0 || (goal == Goal.RUNNING && failed > 0 && reached + failed == current.size());
        return nothingLeft ? Outcome.FAILED : Outcome.TIMED_OUT;
    }

    private void show(JsonNode job, Map<Integer, JsonNode> current) {
        if (current.size() > LISTED_MAX) {
            var counts = new TreeMap<String, Integer>();
            current.values().forEach(task -> counts.merge(task.path("state").asText(), 1, Integer::sum));
            if (!counts.toString().equals(counted)) {
                counted = counts.toString();
                out.println(key + " " + counted);
            }
            return;
        }
        for (var task : job.path("ended")) {
            if (shown.containsKey(task.path("taskId").asText())) {
                showNew(task);
            }
        }
        current.values().forEach(this::showNew);
        out.flush();
    }

    private void showNew(JsonNode task) {
        var events = task.path("events");
        if (events.isEmpty()) {
            return;
        }
        var before = shown.put(task.path("taskId").asText(), mark(events.path(events.size() - 1)));
        for (int i = before == null ? 0 : firstNew(events, before); i < events.size(); i++) {
            out.println(line(task, events.get(i)));
        }
    }

    /** The event after the one shown last; a long history may have lost that one, and then only its newest is new. */
    private static int firstNew(JsonNode events, String shownLast) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (mark(events.get(i)).equals(shownLast)) {
                return i + 1;
            }
        }
        return events.size() - 1;
    }

    private static String mark(JsonNode event) {
        return event.path("time").asText() + " " + event.path("state").asText();
    }

    private static String line(JsonNode task, JsonNode event) {
        var state = event.path("state").asText();
        var message = Table.printable(event.path("message").asText());
        var line = new StringBuilder("  instance ")
                .append(task.path("instance").asInt())
                .append("  ")
                .append(state)
                .append(" ".repeat(Math.max(1, 11 - state.length())));
        if (state.equals("ASSIGNED")) {
            line.append("on ").append(Table.printable(task.path("host").asText()));
        }
        if (state.equals("RUNNING") && !task.path("ports").isEmpty()) {
            line.append(urls(task));
        } else if (!message.isEmpty()) {
            line.append(state.equals("ASSIGNED") ? "  " : "").append(message);
        }
        return line.toString().stripTrailing();
    }

    /** A URL for each port; what listens there may speak something else. */
    static String urls(JsonNode task) {
        var urls = new StringBuilder();
        for (var port : task.path("ports").properties()) {
            urls.append(urls.isEmpty() ? "" : "  ")
                    .append(port.getKey())
                    .append(" http://")
                    .append(Table.printable(task.path("host").asText()))
                    .append(':')
                    .append(port.getValue().asInt())
                    .append('/');
        }
        return urls.toString();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
