package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventDoorTest {
    private static final String EVENTS = "/boreas/v1/events";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Doors doors = new Doors(Doors.settings("idle-timeout = 1s, heartbeat = 200ms, events-buffered = 64"));

    @AfterEach
    void close() {
        doors.close();
    }

    /** One event as a client sees it. */
    private record Event(String id, String type, JsonNode data) {
        String brief() {
            return type + " " + data.path("change").asText() + " "
                    + data.path("instance").asText() + " " + data.path("state").asText();
        }
    }

    @Test
    void whatHappensIsTold() throws Exception {
        try (var stream = open(EVENTS)) {
            doors.cell().register("host-1");
            doors.runToy();

            var events = stream.take(10);

            assertThat(events.stream().map(Event::brief))
                    .containsExactly(
                            "agent registered  ",
                            "job created  ",
                            "job places-chosen  ",
                            "task moved 0 ASSIGNED",
                            "task moved 0 STARTING",
                            "task moved 0 RUNNING",
                            "job places-chosen  ",
                            "task moved 1 ASSIGNED",
                            "task moved 1 STARTING",
                            "task moved 1 RUNNING");
        }
    }

    @Test
    void anEventSaysWhenAndWhyAndWhere() throws Exception {
        try (var stream = open(EVENTS)) {
            doors.post("/boreas/v1/jobs", Doors.TOY, "Idempotency-Key", "key-7");
            doors.cell().runAll("www-data/devel/toy");

            var events = stream.take(3);

            var created = events.get(0).data();
            assertThat(events.get(0).id())
                    .isEqualTo("1.0")
                    .isEqualTo(created.path("id").asText());
            assertThat(created.path("job").asText()).isEqualTo("www-data/devel/toy");
            assertThat(created.path("instances").asInt()).isEqualTo(2);
            assertThat(created.path("cause").toString())
                    .isEqualTo("{\"command\":\"key-7\",\"principal\":\"anonymous@loopback\"}");
            assertThat(Duration.between(Instant.parse(created.path("time").asText()), Instant.now()))
                    .isLessThan(Duration.ofMinutes(1));
            var assigned = events.get(2).data();
            assertThat(assigned.path("agentId").asText()).isEqualTo("agent-1");
            assertThat(assigned.path("ports").path("http").asInt()).isEqualTo(31_000);
            assertThat(assigned.path("taskId").asText()).startsWith("www-data-devel-toy-0-");
            assertThat(assigned.path("cause").toString()).isEqualTo("{\"principal\":\"boreas\"}");
        }
    }

    @Test
    void aStreamIsResumedAfterAnyEventWithoutLossOrRepetition() throws Exception {
        doors.runToy();
        List<Event> all;
        try (var stream = open(EVENTS + "?after=0")) {
            all = stream.take(9);
        }

        for (int i = 0; i < all.size() - 1; i++) {
            try (var byHeader = open(EVENTS, "Last-Event-ID", all.get(i).id());
                    var byQuery = open(EVENTS + "?after=" + all.get(i).id())) {
                assertThat(byHeader.take(1).getFirst().id())
                        .isEqualTo(all.get(i + 1).id());
                assertThat(byQuery.take(1).getFirst().id())
                        .isEqualTo(all.get(i + 1).id());
            }
        }
    }

    @Test
    void aStreamThatBrokeBeforeItsFirstEventIsResumedWithoutLoss() throws Exception {
        doors.cell().register("host-before");
        String from;
        try (var broken = open(EVENTS)) {
            from = broken.resumableFrom.substring("id: ".length());
        }
        doors.cell().register("host-between");

        try (var stream = open(EVENTS, "Last-Event-ID", from)) {
            assertThat(stream.take(1).getFirst().data().path("host").asText()).isEqualTo("host-between");
        }
    }

    @Test
    void aSubscriberWhoFallsBehindMissesNothing() throws Exception {
        try (var stream = open(EVENTS)) {
            for (int i = 0; i < 20_000; i++) {
                doors.cell().register("host-" + i);
            }

            var all = stream.take(20_000);

            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).data().path("host").asText()).isEqualTo("host-" + i);
            }
        }
    }

    @Test
    void howeverManyListenEachHearsAll() throws Exception {
        var streams = new ArrayList<Events>();
        try {
            for (int i = 0; i < 40; i++) {
                streams.add(open(EVENTS + "?after=0"));
                doors.cell().register("early-" + i);
            }
            for (int i = 0; i < 160; i++) {
                doors.cell().register("late-" + i);
            }
            for (var stream : streams) {
                var all = stream.take(200);
                for (int i = 0; i < all.size(); i++) {
                    assertThat(all.get(i).id()).isEqualTo((i + 1) + ".0");
                }
            }
        } finally {
            for (var stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void aSubscriberWhoIsFarBehindReadsTheJournalAndThenFollows() throws Exception {
        for (int i = 0; i < 700; i++) {
            doors.cell().register("host-" + i);
        }
        try (var stream = open(EVENTS + "?after=0")) {
            assertThat(stream.take(700).getLast().id()).isEqualTo("700.0");
            doors.cell().register("host-new");
            assertThat(stream.take(1).getFirst().data().path("host").asText()).isEqualTo("host-new");
        }
    }

    @Test
    void onlyWhatIsAskedForIsTold() throws Exception {
        try (var ofJob = open(EVENTS + "?job=alice/devel/toy");
                var ofTypes = open(EVENTS + "?type=task,agent")) {
            doors.cell().register("host-1");
            doors.runToy();
            doors.post("/boreas/v1/jobs", Doors.TOY.replace("www-data", "alice"));

            assertThat(ofJob.take(1).getFirst().data().path("job").asText()).isEqualTo("alice/devel/toy");
            assertThat(ofTypes.take(4).stream().map(Event::brief))
                    .containsExactly(
                            "agent registered  ",
                            "task moved 0 ASSIGNED",
                            "task moved 0 STARTING",
                            "task moved 0 RUNNING");
        }
    }

    @Test
    void aSilentStreamIsKeptOpenByHeartbeats() throws Exception {
        try (var stream = open(EVENTS)) {
            assertThat(stream.comments(8)).isEqualTo(8);
            doors.cell().register("host-1");
            assertThat(stream.take(1).getFirst().type()).isEqualTo("agent");
        }
    }

    @Test
    void whatTheJournalNoLongerHasIsGone() {
        for (int i = 0; i < 10; i++) {
            doors.cell().register("host-" + i);
        }
        doors.cell().feed().deleteUpTo(5);

        var older = doors.get(EVENTS + "?after=4.0");
        var ahead = doors.get(EVENTS, "Last-Event-ID", "11.0");

        assertThat(older.status()).isEqualTo(410);
        assertThat(older.problem()).isEqualTo("events-gone");
        assertThat(older.json().path("lowest").asLong()).isEqualTo(6);
        assertThat(ahead.status()).isEqualTo(410);
        assertThat(ahead.json().path("detail").asText()).contains("another journal");
    }

    @Test
    void theOldestThatIsKeptCanBeResumedFrom() throws Exception {
        for (int i = 0; i < 10; i++) {
            doors.cell().register("host-" + i);
        }
        doors.cell().feed().deleteUpTo(5);

        try (var stream = open(EVENTS + "?after=5")) {
            assertThat(stream.take(1).getFirst().id()).isEqualTo("6.0");
        }
    }

    @ParameterizedTest
    @CsvSource({"?after=x", "?after=-1", "?after=1.x", "?type=nope", "?job=a/b", "?since=1", "?after=1&after=2"})
    void aBadQueryIsTold(String query) {
        var answer = doors.get(EVENTS + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-query");
    }

    @Test
    void aSubscriberWhoTakesNothingIsCutOffAndHoldsUpNobody() throws Exception {
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), doors.port());
                var quick = open(EVENTS)) {
            slow.setReceiveBufferSize(4_096);
            slow.getOutputStream()
                    .write(("GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            await(() -> doors.cell().feed().listeners() > 0);
            var longName = "h".repeat(20_000);
            for (int i = 0; i < 2_000; i++) {
                doors.cell().register(longName + i);
                quick.take(1);
            }
            slow.setSoTimeout(10_000);

            assertThatThrownBy(() -> readToTheEnd(slow)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void nobodyFollowsTheJournalWhenNobodyListens() throws Exception {
        try (var stream = open(EVENTS)) {
            doors.cell().register("host-1");
            stream.take(1);
            assertThat(doors.cell().feed().listeners()).isEqualTo(1);
        }

        await(() -> {
            doors.cell().register("host-2");
            return doors.cell().feed().listeners() == 0;
        });
    }

    /** A cut stream either breaks off or ends without its last chunk. */
    private static void readToTheEnd(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var tail = new byte[5];
        var buffer = new byte[64 << 10];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            int kept = Math.min(n, tail.length);
            System.arraycopy(buffer, n - kept, tail, 0, kept);
        }
        if (!new String(tail, StandardCharsets.UTF_8).equals("0\r\n\r\n")) {
            throw new IOException("broken off");
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plusSeconds(10);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(Duration.ofMillis(10));
        }
    }

    private Events open(String path, String... headers) throws Exception {
        var response = doors.client().send(doors.request(path, headers).build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        var events = new Events(new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
        events.greeting();
        return events;
    }

    /** A client of the stream. */
    private static final class Events implements AutoCloseable {
        private final BufferedReader lines;
        private String resumableFrom = "";

        Events(BufferedReader lines) {
            this.lines = lines;
        }

        void greeting() throws IOException {
            assertThat(lines.readLine()).isEqualTo("retry: 1000");
            resumableFrom = lines.readLine();
            assertThat(resumableFrom).matches("id: [0-9]+(\\.[0-9]+)?");
            assertThat(lines.readLine()).isEmpty();
        }

        List<Event> take(int count) throws IOException {
            var events = new ArrayList<Event>();
            String id = "";
            String type = "";
            while (events.size() < count) {
                var line = lines.readLine();
                if (line == null) {
                    throw new IOException("the stream ended");
                }
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id, type, MAPPER.readTree(line.substring(6))));
                }
            }
            return events;
        }

        int comments(int count) throws IOException {
            int seen = 0;
            while (seen < count) {
                if (lines.readLine().startsWith(":")) {
                    seen++;
                }
            }
            return seen;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
