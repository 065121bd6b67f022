package io.boreas.testcluster.bench.cell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * The Mesos scheduler API, in JSON. On a real agent: from an offer that was read to its task's RUNNING that was read, and from a task's
 * end to the offer of what it freed. On emulated agents: tasks a second from ACCEPT to RUNNING acknowledged, by one framework or several at once. And
 * the master's heap for each framework that is connected and does nothing.
 */
final class SchedulerApi {
    private static final Pattern UP = Pattern.compile("is up: (\\S+?)/?$");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CALLERS = 4;

    /** What is made once, whoever connects first, is made by then. */
    private static final int WARM_CONNECTIONS = 20;

    private final Options options;
    private final Report report;

    private SchedulerApi(Options options) throws IOException {
        this.options = options;
        this.report = Report.open("The Mesos scheduler API");
    }

    static void run(Options options) throws IOException, InterruptedException {
        var benchmark = new SchedulerApi(options);
        for (int run = 0; run < options.number("runs", 3); run++) {
            System.out.println("# run; " + Report.machine());
            benchmark.realAgent(Folders.fresh(options.folder().resolve("mesos-real")));
            benchmark.emulatedAgents(Folders.fresh(options.folder().resolve("mesos-emulated")));
            benchmark.connected(Folders.fresh(options.folder().resolve("mesos-connected")));
        }
        benchmark.report.close();
    }

    /** What one scheduler hears, by kind, and when. */
    private record Heard(long nanos, JsonNode event) {}

    private void realAgent(Path folder) throws IOException, InterruptedException {
        try (var cell = Jvm.start(
                folder.resolve("stderr.txt"),
                options.jvm("master-jvm"),
                "io.boreas.launcher.Boreas",
                List.of(
                        "local",
                        "--work-dir",
                        folder.toString(),
                        "--port",
                        "0",
                        "--resources",
                        "cpus:2000;mem:1000000;disk:1000000;ports:[31000-32000]"))) {
            var url = cell.await(line -> Optional.of(UP.matcher(line)).filter(found -> found.find()), PATIENCE)
                    .group(1);
            roundTrips(URI.create(url));
        }
    }

    private void roundTrips(URI master) throws IOException, InterruptedException {
        int samples = options.number("samples", 200);
        int warm = options.number("warm", 100);
        var started = new Histogram(PATIENCE.toNanos(), 3);
        var offered = new Histogram(PATIENCE.toNanos(), 3);
        var events = new LinkedBlockingQueue<Heard>();
        try (var scheduler = new MesosScheduler(master);
                var calls = scheduler.connect()) {
            scheduler.follow((nanos, event) -> events.add(new Heard(nanos, event)));
            var held = new ArrayDeque<Heard>();
            for (int i = 0; i < warm + samples; i++) {
                var task = "lone-" + i;
                long offer = take(events, held, Long.MIN_VALUE);
                var agent = held.getFirst().event.at("/agent_id/value").asText();
                var ids = held.stream()
                        .map(each -> each.event.at("/id/value").asText())
                        .toList();
                held.clear();
                scheduler.accept(calls, ids, agent, List.of(task), "exec sleep 100000");
                long sent = Math.max(offer, 0);
                long running = await(events, held, scheduler, calls, task, "TASK_RUNNING");
                scheduler.kill(calls, task);
                long killed = await(events, held, scheduler, calls, task, "TASK_KILLED");
                long freed = take(events, held, killed - Duration.ofMillis(5).toNanos());
                if (i >= warm) {
                    started.recordValue(running - sent);
                    offered.recordValue(Math.max(0, freed - killed));
                }
            }
        }
        report.add("offer to RUNNING read, p50 ms", started.getValueAtPercentile(50) / 1e6);
        report.add("offer to RUNNING read, p99 ms", started.getValueAtPercentile(99) / 1e6);
        report.add("KILLED read to the offer of what it freed, p50 ms", offered.getValueAtPercentile(50) / 1e6);
        report.add("KILLED read to the offer of what it freed, p99 ms", offered.getValueAtPercentile(99) / 1e6);
    }

    /** Waits for an offer read after a moment; returns when the newest one held was read. */
    private static long take(LinkedBlockingQueue<Heard> events, ArrayDeque<Heard> held, long after)
            throws InterruptedException {
        while (held.isEmpty() || held.getLast().nanos < after) {
            hold(next(events), held);
        }
        return held.getLast().nanos;
    }

    private static Heard next(LinkedBlockingQueue<Heard> events) throws InterruptedException {
        var heard = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Jobs.check(heard != null, "nothing was heard for " + PATIENCE);
        return heard;
    }

    private static void hold(Heard heard, ArrayDeque<Heard> held) {
        for (var offer : heard.event.at("/offers/offers")) {
            held.add(new Heard(heard.nanos, offer));
        }
        var rescinded = heard.event.at("/rescind/offer_id/value").asText();
        held.removeIf(offer -> offer.event.at("/id/value").asText().equals(rescinded));
    }

    private static long await(
            LinkedBlockingQueue<Heard> events,
            ArrayDeque<Heard> held,
            MesosScheduler scheduler,
            HttpConnection calls,
            String task,
            String state)
            throws IOException, InterruptedException {
        while (true) {
            var heard = next(events);
            hold(heard, held);
            var status = heard.event.at("/update/status");
            if (status.at("/task_id/value").asText().equals(task)) {
                scheduler.acknowledge(calls, status);
                var now = status.get("state").asText();
                Jobs.check(!now.equals("TASK_FAILED") && !now.equals("TASK_LOST"), status.toString());
                if (now.equals(state)) {
                    return heard.nanos;
                }
            }
        }
    }

    private void emulatedAgents(Path folder) throws IOException, InterruptedException {
        int agents = options.number("agents", 1_000);
        int tasks = options.number("tasks", 50_000);
        int warm = options.number("warm-tasks", 50_000);
        int count = options.number("frameworks", 1);
        Jobs.check(tasks % count == 0 && warm % count == 0, "tasks and warm-tasks are multiples of frameworks");
        long cpus = 2L + (tasks + warm) / agents;
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of());
                var emulator = AgentsJvm.start(
                        folder,
                        master,
                        agents,
                        "cpus:" + cpus + ";mem:262144;disk:262144;ports:[31000-32000]",
                        options.jvm("agents-jvm"))) {
            master.awaitReady(PATIENCE);
            emulator.awaitConnected(PATIENCE);
            var frameworks = new ArrayList<Throughput>();
            try {
                for (int i = 0; i < count; i++) {
                    frameworks.add(
                            new Throughput(master.url(), options.number("in-one", 5), Math.max(1, CALLERS / count)));
                }
                launch(frameworks, warm / count);
                frameworks.forEach(Throughput::calls);
                long start = System.nanoTime();
                launch(frameworks, tasks / count);
                report.add(
                        "tasks/s, ACCEPT to RUNNING acknowledged, frameworks: " + count,
                        tasks * 1e9 / (System.nanoTime() - start));
                if (count == 1) {
                    var calls = frameworks.getFirst().calls();
                    report.add("ACCEPT answered, p50 ms", calls.getFirst().getValueAtPercentile(50) / 1e6);
                    report.add("ACKNOWLEDGE answered, p50 ms", calls.getLast().getValueAtPercentile(50) / 1e6);
                    long took = frameworks.getFirst().reconcile(warm + tasks);
                    report.add("RECONCILE of " + (warm + tasks) + " tasks, s", took / 1e9);
                }
                Jobs.check(emulator.launched() == warm + tasks, "the agents took " + emulator.launched() + " launches");
            } finally {
                for (var framework : frameworks) {
                    framework.close();
                }
            }
        }
    }

    /** Each launches so many, all at once. */
    private static void launch(List<Throughput> frameworks, int each) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(frameworks.size())) {
            var parts = new ArrayList<Future<Long>>();
            frameworks.forEach(framework -> parts.add(threads.submit(() -> framework.launch(each))));
            for (var part : parts) {
                try {
                    part.get();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a framework failed", e.getCause());
                }
            }
        }
    }

    private void connected(Path folder) throws IOException, InterruptedException {
        int count = options.number("connected", 500);
        try (var master = MasterJvm.start(folder, 0, 0, options.jvm("master-jvm"), List.of())) {
            master.awaitReady(PATIENCE);
            var idle = new ArrayList<MesosScheduler>();
            try {
                for (int i = 0; i < WARM_CONNECTIONS; i++) {
                    idle.add(new MesosScheduler(master.url()));
                }
                long before = HeapUse.used(master, folder.resolve("heap-before.txt"));
                for (int i = 0; i < count; i++) {
                    idle.add(new MesosScheduler(master.url()));
                }
                long after = HeapUse.used(master, folder.resolve("heap-after.txt"));
                report.add("bytes of heap a connected framework", (double) (after - before) / count);
            } finally {
                for (var scheduler : idle) {
                    scheduler.close();
                }
            }
        }
    }

    /** A framework that launches as fast as it can: every task a name of its own, each heard RUNNING. */
    private static final class Throughput implements AutoCloseable {
        private final MesosScheduler scheduler;
        private final LinkedBlockingQueue<JsonNode> offers = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<JsonNode> updates = new LinkedBlockingQueue<>();
        private final Set<String> running = ConcurrentHashMap.newKeySet();
        private final Map<String, Integer> reconciled = new HashMap<>();
        private final AtomicLong launched = new AtomicLong();
        private final AtomicLong acknowledged = new AtomicLong();
        private final Recorder accepts = new Recorder(3);
        private final Recorder acknowledgements = new Recorder(3);
        private final int inOne;
        private volatile CountDownLatch answers = new CountDownLatch(0);
        private volatile boolean over;

        /**
         * @param inOne tasks that it launches with one call: it waits for each call's answer, so this decides how fast it is
         */
        Throughput(URI master, int inOne, int callers) throws IOException {
            this.inOne = inOne;
            this.scheduler = new MesosScheduler(master);
            scheduler.follow((nanos, event) -> heard(event));
            for (int caller = 0; caller < callers; caller++) {
                Thread.ofPlatform().name("acknowledger").daemon().start(this::acknowledge);
            }
        }

        private void heard(JsonNode event) {
            event.at("/offers/offers").forEach(offers::add);
            var status = event.at("/update/status");
            if (status.has("uuid")) {
                updates.add(status);
            } else if (status.has("task_id")) {
                reconciled.merge(status.at("/task_id/value").asText(), 1, Integer::sum);
                answers.countDown();
            }
        }

        private void acknowledge() {
            try (var calls = scheduler.connect()) {
                while (!over) {
                    var status = updates.poll(100, TimeUnit.MILLISECONDS);
                    if (status != null) {
                        long start = System.nanoTime();
                        scheduler.acknowledge(calls, status);
                        acknowledgements.recordValue(System.nanoTime() - start);
                        if (status.get("state").asText().equals("TASK_RUNNING")) {
                            // What waits for its acknowledgement for long is told again.
                            if (running.add(status.at("/task_id/value").asText())) {
                                acknowledged.incrementAndGet();
                            }
                        }
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException("an acknowledgement failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Launches so many tasks; returns when the last was acknowledged. */
        long launch(int count) throws IOException, InterruptedException {
            long until = launched.get() + count;
            try (var calls = scheduler.connect()) {
                while (launched.get() < until) {
                    var offer = offers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    Jobs.check(offer != null, "no offers");
                    var names = new ArrayList<String>();
                    for (int i = 0; i < inOne && launched.get() < until; i++) {
                        names.add("task-" + launched.getAndIncrement());
                    }
                    long start = System.nanoTime();
                    scheduler.accept(
                            calls,
                            List.of(offer.at("/id/value").asText()),
                            offer.at("/agent_id/value").asText(),
                            names,
                            "sleep 1000");
                    accepts.recordValue(System.nanoTime() - start);
                }
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (acknowledged.get() < until) {
                Jobs.check(System.nanoTime() < deadline, acknowledged.get() + " of " + until + " tasks run");
                Thread.sleep(1);
            }
            return System.nanoTime();
        }

        /** How long calls took since this was asked last, in nanoseconds: ACCEPT, then ACKNOWLEDGE. */
        List<Histogram> calls() {
            return List.of(accepts.getIntervalHistogram(), acknowledgements.getIntervalHistogram());
        }

        /** Asks after all tasks; returns how long the last answer took, in nanoseconds. */
        long reconcile(int count) throws IOException, InterruptedException {
            answers = new CountDownLatch(count);
            long start = System.nanoTime();
            try (var calls = scheduler.connect()) {
                scheduler.reconcile(calls);
            }
            Jobs.check(answers.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), answers.getCount() + " answers missing");
            return System.nanoTime() - start;
        }

        @Override
        public void close() throws IOException {
            over = true;
            scheduler.close();
        }
    }
}
