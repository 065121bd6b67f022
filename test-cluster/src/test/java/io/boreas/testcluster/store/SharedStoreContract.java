package io.boreas.testcluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.config.Settings;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.store.StoreServer;
import io.boreas.launcher.EmbeddedMaster;
import io.boreas.persistence.shared.CellOrder;
import io.boreas.persistence.shared.OrderedRecord;
import io.boreas.testcluster.cell.CommandAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every shared store does for a cell. One server for all tests, which go on where the one before has left the journal: a start of a
 * server is slow, and a journal with a past is what masters meet.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class SharedStoreContract {
    private static final List<String> LAYERS =
            List.of("boreas-launcher.conf", "boreas-stores.conf", "boreas-pekko.conf");
    private static final int GROUPS = 4;

    /** Longest time for an answer of any kind: the doors' patience, and some for a machine that is busy. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(13);

    private Path directory;
    StoreServer server;

    abstract StoreServer startServer(Path directory);

    abstract Config config(Settings settings);

    abstract CellOrder order(ActorSystem system, Settings settings, List<String> groups);

    @BeforeAll
    void prepare(@TempDir Path folder) {
        directory = folder;
        server = startServer(directory.resolve("server"));
    }

    @AfterAll
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void withoutTablesAMasterSaysWhatToRun() {
        assertThatThrownBy(this::start)
                .hasMessageContaining("has no journal of a cell")
                .hasMessageContaining("boreas journal init --store");
    }

    @Test
    @Order(2)
    void tablesAreMadeOnceAndLeftAloneAfterwards() {
        assertThat(EmbeddedMaster.initJournal(server.settings()))
                .isNotEmpty()
                .allMatch(line -> line.contains("created"));
        assertThat(EmbeddedMaster.initJournal(server.settings()))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("was there"));
    }

    @Test
    @Order(3)
    void thousandsOfCommandsAtOnceAreThereAfterARestart() {
        int jobs = 2_000;
        String before;
        try (var master = start();
                var client = ready(master)) {
            var window = new Semaphore(500);
            var replies = new ArrayList<CompletableFuture<CellClient.Reply>>();
            for (int i = 0; i < jobs; i++) {
                window.acquireUninterruptibly();
                // Some megabytes in all, so that records and snapshots are large.
                var job = JobText.service("many-" + i)
                        .process("p", "sleep 60 # " + "x".repeat(2_000))
                        .placedNowhere();
                var reply = client.postLater(CellClient.JOBS, job.toString(), "many-" + i);
                replies.add(reply.whenComplete((answer, failure) -> window.release()));
            }
            assertThat(replies)
                    .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(201));
            before = jobs(client);
        }
        try (var master = start();
                var client = ready(master)) {
            assertThat(jobs(client)).isEqualTo(before).contains("many-0\"", "many-1999\"");
        }
    }

    @Test
    @Order(4)
    void allFollowersSeeTheSameOrderAndResumeAnywhere() throws Exception {
        try (var one = follower("one");
                var two = follower("two");
                var master = start();
                var client = ready(master)) {
            long old = one.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES);
            assertThat(old).isPositive();
            assertThat(two.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES))
                    .isEqualTo(old);
            var noticed = new AtomicBoolean();
            try (var listening = one.order().onAppend(highest -> noticed.set(true))) {
                assertThat(listening).isNotNull();
                for (int i = 0; i < 40; i++) {
                    create(client, "ordered-" + i);
                }
                long end = one.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES);
                assertThat(end).isGreaterThanOrEqualTo(old + 40);
                Await.that("the listener is called", noticed::get);
                assertThat(two.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES))
                        .isGreaterThanOrEqualTo(end);
                var whole = read(one.order(), 0, end);
                assertThat(whole).hasSize((int) end);
                assertNothingMissing(whole);
                // From any place, at another follower, in small steps: the same records.
                long middle = end / 2;
                var rest = read(two.order(), middle, end);
                assertThat(places(rest)).isEqualTo(places(whole.subList((int) middle, (int) end)));
                assertThat(rest.getLast().payload()).isEqualTo(whole.getLast().payload());
            }
        }
        try (var later = follower("later")) {
            long end = later.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES);
            assertNothingMissing(read(later.order(), 0, end));
        }
    }

    @Test
    @Order(5)
    void aClientResumesAtAnotherMasterAndWhoFollowsTheStoreNeedsNone() throws Exception {
        String id;
        CompletableFuture<String> followed;
        try (var master = start();
                var client = ready(master)) {
            create(client, "seen");
            var events = client.get("/boreas/v1/events?after=0&follow=false").text();
            assertThat(events).contains("many-7\"", "seen");
            id = events.substring(events.lastIndexOf("id: ") + 4)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            var position = id.substring(0, id.indexOf('.'));
            followed = CompletableFuture.supplyAsync(
                    () -> journal(
                            all(Map.of()), "follow", "--after", position, "--kind", "job.created", "--limit", "2"),
                    task -> Thread.ofPlatform().daemon().start(task));
            create(client, "not-seen");
        }
        try (var master = start();
                var client = ready(master)) {
            create(client, "later");
            assertThat(followed.get(1, TimeUnit.MINUTES).lines())
                    .satisfiesExactly(first -> assertThat(first).contains("not-seen"), second -> assertThat(second)
                            .contains("later"));
            var events =
                    client.get("/boreas/v1/events?follow=false&after=" + id).text();
            assertThat(events).contains("not-seen", "later").doesNotContain("\"seen\"", "many-7\"");
        }
    }

    @Test
    @Order(6)
    void aStoreThatIsKilledInTheMiddleLosesNothingThatWasAcknowledged() throws Exception {
        Set<String> acknowledged;
        try (var master = start();
                var client = ready(master)) {
            try (var load = new Load(client, "killed")) {
                Await.that("commands are acknowledged", () -> load.acknowledged.size() > 20);
                server.kill();
                Await.that("commands are refused", () -> load.refused() > 2);
                // Nor does another master start on it; it says what it has tried.
                assertThatThrownBy(() -> start(timeout("1s")))
                        .hasMessageContaining("did not answer within 1 s")
                        .hasMessageContaining("start-timeout");
                server.restart();
                int then = load.acknowledged.size();
                Await.that("commands are acknowledged again", () -> load.acknowledged.size() > then + 20);
                acknowledged = load.stop();
            }
            assertThat(keys(client)).containsAll(acknowledged);
        }
        try (var master = start();
                var client = ready(master)) {
            assertThat(keys(client)).containsAll(acknowledged);
        }
    }

    @Test
    @Order(7)
    void aStoreThatHangsRefusesInTimeAndLosesNothing() throws Exception {
        Set<String> acknowledged;
        try (var master = start();
                var client = ready(master)) {
            try (var load = new Load(client, "paused")) {
                Await.that("commands are acknowledged", () -> load.acknowledged.size() > 20);
                server.pause();
                Await.that("commands are refused", () -> load.refused() > 2);
                server.resume();
                int then = load.acknowledged.size();
                Await.that("commands are acknowledged again", () -> load.acknowledged.size() > then + 20);
                acknowledged = load.stop();
            }
            assertThat(keys(client)).containsAll(acknowledged);
        }
        try (var master = start();
                var client = ready(master)) {
            assertThat(keys(client)).containsAll(acknowledged);
        }
        try (var later = follower("after-failures")) {
            long end = later.order().latest().toCompletableFuture().get(1, TimeUnit.MINUTES);
            assertNothingMissing(read(later.order(), 0, end));
        }
    }

    /** Settings of another journal on the same server, which has no tables yet, by a name. */
    abstract Map<String, String> elsewhere(String name) throws Exception;

    @Test
    @Order(8)
    void aJournalThatWasSlowAndAwayIsSoundAndMovesFromStoreToStore() throws Exception {
        assertThat(journal(all(Map.of()), "verify")).contains("\"sound\" : true");
        var file = directory.resolve("cell.journal").toString();
        var exported = journal(all(Map.of()), "export", file);

        var embedded = new TreeMap<>(all(Map.of("boreas.store", "embedded")));
        embedded.put(
                "boreas.persistence.rocksdb.dir",
                directory.resolve("moved/journal").toString());
        assertThat(journal(embedded, "import", file)).isEqualTo(exported);
        assertThat(journal(embedded, "verify")).contains("\"sound\" : true");

        var elsewhere = all(elsewhere("moved"));
        EmbeddedMaster.initJournal(elsewhere);
        assertThat(journal(elsewhere, "import", file)).isEqualTo(exported);
        assertThat(journal(elsewhere, "verify")).contains("\"sound\" : true");
        var whatIf = new String[] {"what-if", "--from", beginOf(embedded)};
        assertThat(journal(elsewhere, whatIf))
                .isEqualTo(journal(embedded, whatIf))
                .contains("\"decidedAgain\"");
        Set<String> before;
        try (var master = start();
                var client = ready(master)) {
            before = keys(client);
        }
        try (var master = start(elsewhere("moved"));
                var client = ready(master)) {
            assertThat(keys(client)).isEqualTo(before);
            create(client, "moved");
            assertThat(client.get("/boreas/v1/events?after=0&follow=false").text())
                    .contains("many-7\"", "moved\"");
        }
        assertThat(journal(elsewhere, "verify")).contains("\"sound\" : true");
    }

    /** A cell of its own on the same server, which keeps its events for two seconds. */
    @Test
    @Order(9)
    void historyGetsShorterAndTheCellStaysAsItIs() throws Exception {
        var settings = all(elsewhere("shortened"));
        EmbeddedMaster.initJournal(settings);
        settings.put("boreas.groups.events-kept", "2s");
        Set<String> jobs;
        try (var master = start(settings);
                var client = ready(master)) {
            try (var load = new Load(client, "short")) {
                Await.that("there are many", () -> load.acknowledged.size() > 500);
                jobs = load.stop();
            }
            // The ends of groups are left, and all of those that have written less than a snapshot's worth.
            Await.that(
                    "there is little left", () -> stat(settings).path("records").asLong() < 100);
            assertThat(keys(client)).isEqualTo(jobs);
            Await.that("the stream begins where it says", () -> {
                var gone = client.get("/boreas/v1/events?after=0&follow=false");
                assertThat(gone.status()).isEqualTo(410);
                long lowest = gone.json().path("lowest").asLong();
                assertThat(lowest).isGreaterThan(100);
                var rest = client.get("/boreas/v1/events?follow=false&after=" + (lowest - 1));
                return rest.status() == 200; // else something went between the two
            });
        }
        assertThat(journal(settings, "verify")).contains("\"sound\" : true");
        assertThat(stat(settings).path("snapshots").asLong()).isLessThan(20L * GROUPS);

        settings.put("boreas.groups.events-kept", "off");
        try (var master = start(settings);
                var client = ready(master)) {
            assertThat(keys(client)).isEqualTo(jobs);
            for (int i = 0; i < 50; i++) {
                create(client, "kept-" + i);
            }
            jobs = keys(client);
        }
        assertThat(journal(settings, "verify")).contains("\"sound\" : true");

        var file = directory.resolve("short.journal").toString();
        var exported = journal(settings, "export", file);
        var embedded = all(Map.of(
                "boreas.store",
                "embedded",
                "boreas.persistence.rocksdb.dir",
                directory.resolve("short/journal").toString()));
        assertThat(journal(embedded, "import", file)).isEqualTo(exported);
        assertThat(journal(embedded, "verify")).contains("\"sound\" : true");
        var brought = all(elsewhere("brought"));
        EmbeddedMaster.initJournal(brought);
        assertThat(journal(brought, "import", file)).isEqualTo(exported);
        assertThat(journal(brought, "verify")).contains("\"sound\" : true");
        try (var master = start(brought);
                var client = ready(master)) {
            assertThat(keys(client)).isEqualTo(jobs);
        }
    }

    private JsonNode stat(Map<String, String> settings) {
        try {
            return new ObjectMapper().readTree(journal(settings, "stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String beginOf(Map<String, String> settings) throws IOException {
        return new ObjectMapper()
                .readTree(journal(settings, "ls", "--limit", "1"))
                .path("time")
                .asText();
    }

    /** What a command about a journal answers, as JSON. */
    private String journal(Map<String, String> settings, String... words) {
        var line = new ArrayList<>(List.of(words));
        line.addAll(List.of("-o", "json"));
        settings.forEach((key, value) -> line.add("-D" + key + "=" + value));
        var answer = CommandAnswer.journal(directory, line);
        assertThat(answer.code()).as(answer.toString()).isZero();
        return answer.out();
    }

    /** What sets how long a start waits for the store. */
    abstract Map<String, String> timeout(String time);

    /** Creates jobs from several sides, one after the other each, and keeps what was acknowledged. */
    private static final class Load implements AutoCloseable {
        private static final int SIDES = 8;

        final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        private final Set<String> refused = ConcurrentHashMap.newKeySet();
        private final Set<String> wrong = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(CellClient client, String prefix) {
            for (int side = 0; side < SIDES; side++) {
                var name = prefix + "-" + side + "-";
                threads.add(Thread.ofVirtual().start(() -> run(client, name)));
            }
        }

        private void run(CellClient client, String prefix) {
            for (int i = 0; !stopped.get(); i++) {
                var name = prefix + i;
                long begin = System.nanoTime();
                var job = JobText.service(name).process("p", "sleep 60").placedNowhere();
                var reply = client.post(CellClient.JOBS, job.toString(), name);
                var took = Duration.ofNanos(System.nanoTime() - begin);
                if (took.compareTo(ANSWER_MAX) > 0) {
                    wrong.add("an answer took " + took);
                }
                switch (reply.status()) {
                    case 201 -> acknowledged.add(JobText.key(name));
                    case 503 -> refused.add(name);
                    default -> wrong.add(reply.toString());
                }
            }
        }

        int refused() {
            return refused.size();
        }

        /** Ends it; everything was answered, in time, with yes or not now. */
        Set<String> stop() throws InterruptedException {
            stopped.set(true);
            for (var thread : threads) {
                assertThat(thread.join(Await.DEADLINE)).isTrue();
            }
            assertThat(wrong).isEmpty();
            return Set.copyOf(acknowledged);
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }

    /** Somebody who reads the store's order and writes nothing. */
    record Follower(ActorSystem system, CellOrder order) implements AutoCloseable {
        @Override
        public void close() {
            order.close();
            system.terminate();
        }
    }

    Follower follower(String name) {
        var settings = Settings.embedded(LAYERS, all(Map.of()));
        var local = ConfigFactory.parseString("pekko.actor.provider = local").withFallback(config(settings));
        var system = ActorSystem.create("follower-" + name, local);
        var groups = new ArrayList<String>();
        for (var kind : List.of("agents", "jobs", "frameworks")) {
            for (int number = 0; number < GROUPS; number++) {
                groups.add(kind + "-" + number);
            }
        }
        groups.add("registry-0");
        return new Follower(system, order(system, settings, groups));
    }

    static List<OrderedRecord> read(CellOrder order, long after, long end) {
        var records = new ArrayList<OrderedRecord>();
        long position = after;
        while (position < end) {
            int before = records.size();
            order.read(position, 7, records::add);
            assertThat(records.size())
                    .as("records after %s of %s", position, end)
                    .isGreaterThan(before);
            position = records.getLast().position();
        }
        return records;
    }

    private static void assertNothingMissing(List<OrderedRecord> records) {
        var reached = new HashMap<String, Long>();
        long position = 0;
        for (var record : records) {
            assertThat(record.position()).isEqualTo(++position);
            long before = reached.getOrDefault(record.group(), 0L);
            assertThat(record.sequence()).as(record.group()).isEqualTo(before + 1);
            reached.put(record.group(), record.sequence());
        }
    }

    private static List<String> places(List<OrderedRecord> records) {
        return records.stream()
                .map(record -> record.position() + " " + record.group() + " " + record.sequence())
                .toList();
    }

    static void create(CellClient client, String name) {
        var job = JobText.service(name).process("p", "sleep 60").placedNowhere();
        var reply = client.post(CellClient.JOBS, job.toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static String jobs(CellClient client) {
        var all = new StringBuilder();
        for (var item : items(client)) {
            all.append(item.path("key").asText()).append("\"\n");
        }
        return all.toString();
    }

    static Set<String> keys(CellClient client) {
        var keys = ConcurrentHashMap.<String>newKeySet();
        for (var item : items(client)) {
            keys.add(item.path("key").asText());
        }
        return keys;
    }

    private static List<JsonNode> items(CellClient client) {
        var items = new ArrayList<JsonNode>();
        var next = "";
        do {
            var page = client.get(CellClient.JOBS + "?limit=500" + next).json();
            page.path("items").forEach(items::add);
            next = page.path("next").asText("").isEmpty()
                    ? ""
                    : "&after=" + page.path("next").asText();
        } while (!next.isEmpty());
        return items;
    }

    static CellClient ready(EmbeddedMaster master) {
        var client = new CellClient(master.url());
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
        return client;
    }

    EmbeddedMaster start() {
        return start(Map.of());
    }

    private EmbeddedMaster start(Map<String, String> more) {
        return EmbeddedMaster.start(directory.resolve("master"), all(more));
    }

    private Map<String, String> all(Map<String, String> more) {
        var settings = new TreeMap<>(server.settings());
        settings.put("boreas.http.port", "0");
        settings.put("boreas.link.port", "0");
        settings.put("boreas.groups.count", Integer.toString(GROUPS));
        settings.put("boreas.groups.snapshot-every", "10");
        settings.put("boreas.gateway.ask-timeout", "5s");
        settings.putAll(more);
        return settings;
    }
}
