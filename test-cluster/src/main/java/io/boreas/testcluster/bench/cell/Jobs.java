package io.boreas.testcluster.bench.cell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** The jobs that drivers submit, and what is true of them afterwards. */
final class Jobs {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String JOBS = "/boreas/v1/jobs";

    /** What one task takes of an agent. */
    static final int CPUS = 1;

    private Jobs() {}

    static String path(String name) {
        return JOBS + "/bench/prod/" + name;
    }

    /** A job's file: instances of one process. */
    static String json(String name, String kind, int instances, String cmdline) {
        return """
                {"role":"bench","environment":"prod","name":"%s","kind":"%s","instances":%d,
                 "task":{"processes":[{"name":"run","cmdline":"%s"}],"resources":{"cpus":%d,"mem":64,"disk":16}}}""".formatted(name, kind, instances, cmdline, CPUS);
    }

    /** Creates services {@code job-0} and so on, one with each request, and counts those that were accepted. */
    static OpenLoop.Request creating(int instances, AtomicInteger accepted) {
        var next = new AtomicInteger();
        return connection -> {
            connection
                    .post(JOBS, json("job-" + next.getAndIncrement(), "service", instances, "sleep 100000"))
                    .expect(201);
            accepted.incrementAndGet();
        };
    }

    /** Submits services {@code prefix-0} and so on, over so many connections, each waiting for its answers. */
    static void submit(URI master, String prefix, int jobs, int instances, int connections)
            throws InterruptedException {
        submit(master, prefix, "service", jobs, instances, connections);
    }

    /** The same for jobs of a kind. */
    static void submit(URI master, String prefix, String kind, int jobs, int instances, int connections)
            throws InterruptedException {
        var next = new AtomicInteger();
        try (var pool = Executors.newFixedThreadPool(connections)) {
            var done = new ArrayList<Future<Void>>();
            for (int i = 0; i < connections; i++) {
                done.add(pool.submit(() -> {
                    try (var connection = new HttpConnection(master)) {
                        for (int job = next.getAndIncrement(); job < jobs; job = next.getAndIncrement()) {
                            connection
                                    .post(JOBS, json(prefix + "-" + job, kind, instances, "sleep 100000"))
                                    .expect(201);
                        }
                    }
                    return null;
                }));
            }
            for (var each : done) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a job was not accepted", e.getCause());
        }
    }

    /** Submits services {@code prefix-0} and so on, and waits until every instance of them is RUNNING, as the only ones of the cell. */
    static void fill(URI master, String prefix, int jobs, int instances, Duration patience)
            throws IOException, InterruptedException {
        int tasks = jobs * instances;
        try (var running = new RunningTasks(master, tasks)) {
            submit(master, prefix, jobs, instances, 4);
            running.await(tasks, patience);
        }
        check(master, Map.of(prefix, jobs), instances, tasks);
    }

    /**
     * Fails unless every instance of these jobs is RUNNING, exactly once and on one agent, and no agent holds more than it has or
     * another number of tasks than the jobs know of.
     *
     * @param allTasks tasks of all jobs of the cell
     */
    static void check(URI master, Map<String, Integer> jobsByPrefix, int instances, int allTasks) throws IOException {
        var tasksOf = new HashMap<String, Integer>();
        var ids = new HashSet<String>();
        try (var connection = new HttpConnection(master)) {
            for (var jobs : jobsByPrefix.entrySet()) {
                for (int job = 0; job < jobs.getValue(); job++) {
                    var found = JSON.readTree(connection
                            .get(path(jobs.getKey() + "-" + job))
                            .expect(200)
                            .body());
                    check(
                            found.path("instances").size() == instances,
                            "a job has " + found.path("activeCount") + " instances");
                    check(found.path("ended").isEmpty(), "instances ended");
                    int number = 0;
                    for (var instance : found.path("instances")) {
                        check(instance.path("instance").intValue() == number++, "an instance is missing or doubled");
                        check(instance.path("state").textValue().equals("RUNNING"), "an instance is " + instance);
                        check(ids.add(instance.path("taskId").textValue()), "two instances have one task");
                        tasksOf.merge(instance.path("agentId").textValue(), 1, Integer::sum);
                    }
                }
            }
            check(ids.size() == allTasks, ids.size() + " tasks run, not " + allTasks);
            checkAgents(
                    JSON.readTree(
                            connection.get("/boreas/v1/agents").expect(200).body()),
                    tasksOf,
                    allTasks);
        }
    }

    /** The ids of the active tasks of these jobs. */
    static Set<String> taskIds(URI master, String prefix, int jobs) throws IOException {
        var ids = new HashSet<String>();
        try (var connection = new HttpConnection(master)) {
            for (int job = 0; job < jobs; job++) {
                var found = JSON.readTree(
                        connection.get(path(prefix + "-" + job)).expect(200).body());
                found.path("instances")
                        .forEach(instance -> ids.add(instance.path("taskId").textValue()));
            }
        }
        return ids;
    }

    /** How many tasks, over all jobs, are in a state. */
    static int count(HttpConnection connection, String state) throws IOException {
        return sum(connection, job -> job.path("counts").path(state).intValue());
    }

    /** How many jobs there are. */
    static int total(HttpConnection connection) throws IOException {
        return sum(connection, job -> 1);
    }

    private static int sum(HttpConnection connection, ToIntFunction<JsonNode> ofJob) throws IOException {
        int sum = 0;
        var next = "";
        do {
            var page = JSON.readTree(
                    connection.get(JOBS + "?limit=1000" + next).expect(200).body());
            for (var job : page.path("items")) {
                sum += ofJob.applyAsInt(job);
            }
            next = page.path("next").isTextual() ? "&after=" + page.path("next").textValue() : "";
        } while (!next.isEmpty());
        return sum;
    }

    private static void checkAgents(JsonNode agents, Map<String, Integer> tasksOf, int allTasks) {
        int tasks = 0;
        for (var agent : agents.path("items")) {
            var id = agent.path("agentId").textValue();
            var resources = agent.path("resources");
            for (var kind : new String[] {"cpus", "memMb", "diskMb", "ports"}) {
                check(
                        resources.path("used").path(kind).doubleValue()
                                        + resources.path("leased").path(kind).doubleValue()
                                <= resources.path("total").path(kind).doubleValue(),
                        "agent " + id + " promised more " + kind + " than it has");
            }
            int held = agent.path("taskCount").intValue();
            check(held == tasksOf.getOrDefault(id, 0), "agent " + id + " and the jobs disagree on its tasks");
            check(
                    resources.path("used").path("cpus").doubleValue() == (double) held * CPUS,
                    "agent " + id + " has " + held + " tasks and uses "
                            + resources.path("used").path("cpus") + " cpus");
            tasks += held;
        }
        check(tasks == allTasks, "the agents hold " + tasks + " tasks, not " + allTasks);
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("WRONG: " + otherwise);
        }
    }
}
