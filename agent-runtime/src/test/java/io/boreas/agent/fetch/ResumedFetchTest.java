package io.boreas.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.boreas.agent.Await;
import io.boreas.agent.process.Account;
import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import io.boreas.core.task.Artifact;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads that break off. The server breaks off when what it sent is on the disk: where it goes on is known then. */
class ResumedFetchTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration IMPATIENT = Duration.ofMillis(400);
    private static final int LENGTH = 300_000;
    private static final int BROKEN = 100_000;
    private static final String TAG = "\"one\"";
    private static final String DATE = "Mon, 01 Jan 2024 10:00:00 GMT";
    private static final byte[] IT = noise(7, LENGTH);
    private static final Asked PLAIN = new Asked("", "");
    private static final Asked REST = new Asked("bytes=" + BROKEN + "-", TAG);

    @TempDir
    Path folder;

    Path sandbox;
    /** Where what comes is on its way. */
    Path arriving;

    TestServer server;
    Fetcher<String> fetcher;
    Download.Pause pause;

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final Map<String, String> ends = new ConcurrentHashMap<>();
    final Set<String> heard = ConcurrentHashMap.newKeySet();
    final CountDownLatch over = new CountDownLatch(1);

    private static FetchSettings settings(int parallelMax, Duration stallTimeout) {
        return new FetchSettings(
                parallelMax,
                1L << 20,
                100,
                1L << 20,
                Duration.ofSeconds(5),
                stallTimeout,
                Duration.ofMinutes(1),
                5,
                Duration.ofMillis(100));
    }

    /** The headers of a request that matter here. */
    private record Asked(String range, String ifRange) {}

    /** Answers the first, the second… request for the same. */
    private interface Answers {
        void answer(int time, HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void open() throws IOException {
        sandbox = Files.createDirectories(folder.resolve("sandbox"));
        arriving = sandbox.resolve("it");
        pause = pauses::add;
        server = new TestServer();
        fetcher = fetcher(1, PATIENT);
    }

    private Fetcher<String> fetcher(int parallelMax, Duration stallTimeout) throws IOException {
        return new Fetcher<>(
                settings(parallelMax, stallTimeout),
                folder.resolve("fetch"),
                new Fetcher.Listener<>() {
                    @Override
                    public void progress(String task, String message) {
                        heard.add(task);
                    }

                    @Override
                    public void fetched(String task) {
                        ends.put(task, "");
                    }

                    @Override
                    public void failed(String task, String why) {
                        ends.put(task, why);
                    }
                },
                time -> pause.of(time));
    }

    @AfterEach
    void close() {
        over.countDown();
        fetcher.close();
        server.close();
    }

    private static byte[] noise(int seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void page(Answers answers) {
        server.page("/it", exchange -> {
            var headers = exchange.getRequestHeaders();
            asked.add(new Asked(
                    Objects.requireNonNullElse(headers.getFirst("Range"), ""),
                    Objects.requireNonNullElse(headers.getFirst("If-Range"), "")));
            answers.answer(asked.size(), exchange);
        });
    }

    private static void header(HttpExchange exchange, String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** All of it, of which the first bytes are sent. */
    private void all(HttpExchange exchange, byte[] bytes, int until) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        send(exchange, bytes, 0, until, until < bytes.length);
    }

    /** What of it was asked for, of which the bytes before a place are sent. */
    private void rest(HttpExchange exchange, byte[] bytes, int until) throws IOException {
        var range = exchange.getRequestHeaders().getFirst("Range");
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        header(exchange, "Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        exchange.sendResponseHeaders(206, bytes.length - from);
        send(exchange, bytes, from, until, until < bytes.length);
    }

    private void send(HttpExchange exchange, byte[] bytes, int from, int until, boolean breaksOff) throws IOException {
        exchange.getResponseBody().write(bytes, from, until - from);
        exchange.getResponseBody().flush();
        if (breaksOff) {
            awaitArrival(until);
            throw new IOException("the test breaks off");
        }
    }

    private void awaitArrival(int bytes) {
        Await.until(
                "the arrival of " + bytes,
                () -> Files.exists(arriving) && arriving.toFile().length() == bytes);
    }

    private Artifact it(boolean cache, String sha256) {
        return new Artifact(server.url("/it"), false, true, cache, "", sha256);
    }

    private void start(String task, Artifact artifact) throws IOException {
        var into = task.isEmpty() ? sandbox : Files.createDirectories(sandbox.resolve(task));
        fetcher.start(new Fetcher.Order<>(task, List.of(artifact), into, Account.self(), 0));
    }

    private String end(String task) {
        Await.until("the end of " + task, () -> ends.containsKey(task));
        return ends.get(task);
    }

    /** Why it failed; empty if it did not. */
    private String fetch() throws IOException {
        start("", it(false, ""));
        return end("");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ETag | \"one\"", "Last-Modified | " + DATE})
    void onlyTheRestIsAskedForAndTheDigestIsOfAll(String header, String name) throws Exception {
        page((time, exchange) -> {
            header(exchange, header, name);
            if (time == 1) {
                all(exchange, IT, BROKEN);
            }
            rest(exchange, IT, LENGTH);
        });

        start("", it(false, sha256(IT)));

        assertThat(end("")).isEmpty();
        assertThat(asked).containsExactly(PLAIN, new Asked("bytes=" + BROKEN + "-", name));
        assertThat(arriving).hasBinaryContent(IT);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void whatBreaksOffAgainIsResumedWhereItBrokeOffAndProgressGoesOn() throws Exception {
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            switch (time) {
                case 1 -> all(exchange, IT, BROKEN);
                case 2 -> rest(exchange, IT, 2 * BROKEN);
                default -> rest(exchange, IT, LENGTH);
            }
        });
        var progress = new ArrayList<Long>();

        try (var out = FileChannel.open(arriving, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var digest = new Download(settings(1, PATIENT), pause)
                    .copy(server.url("/it"), Account.self(), out, LENGTH, (bytes, total) -> {
                        assertThat(total).isEqualTo(LENGTH);
                        progress.add(bytes);
                    });
            assertThat(digest).isEqualTo(sha256(IT));
        }

        assertThat(asked).containsExactly(PLAIN, REST, new Asked("bytes=" + 2 * BROKEN + "-", TAG));
        assertThat(progress).isSorted().contains((long) BROKEN, 2L * BROKEN).endsWith((long) LENGTH);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {50_000, LENGTH})
    void whatHasChangedMeanwhileAndWhatComesFromAServerWithoutRangesBeginsAnew(int length) throws Exception {
        var other = noise(8, length);
        page((time, exchange) -> {
            header(exchange, "ETag", time == 1 ? TAG : "\"two\"");
            all(exchange, time == 1 ? IT : other, time == 1 ? BROKEN : length);
        });

        start("", it(false, sha256(other)));

        assertThat(end("")).isEmpty();
        assertThat(asked).containsExactly(PLAIN, REST);
        assertThat(arriving).hasBinaryContent(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes 0-299999/300000",
                "Content-Range: bytes 100001-299999/300000",
                "Content-Range: bytes 100000-299999/400000",
                "Content-Range: bytes 100000-299999/*",
                "Content-Range: bytes 100000-300000/300000",
                "Content-Range: lines 100000-299999/300000",
                "Content-Range: ",
                "ETag: \"two\"",
                "Content-Encoding: gzip"
            })
    void aPartThatDoesNotFitIsThrownAwayAndTheServerAskedForNoOther(String wrong) throws Exception {
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            switch (time) {
                case 2 -> {
                    header(exchange, "Content-Range", "bytes 100000-299999/300000");
                    var parts = wrong.split(": ", -1);
                    header(exchange, parts[0], parts[1]);
                    exchange.sendResponseHeaders(206, LENGTH - BROKEN);
                    exchange.getResponseBody().write(new byte[LENGTH - BROKEN]);
                }
                case 4 -> all(exchange, IT, LENGTH);
                default -> all(exchange, IT, BROKEN);
            }
        });

        assertThat(fetch()).isEmpty();
        assertThat(asked).containsExactly(PLAIN, REST, PLAIN, PLAIN);
        assertThat(arriving).hasBinaryContent(IT);
    }

    @Test
    void aRangeThatTheServerDoesNotHaveBeginsAnew() throws Exception {
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            if (time == 2) {
                exchange.sendResponseHeaders(416, -1);
            } else {
                all(exchange, IT, time == 1 ? BROKEN : LENGTH);
            }
        });

        assertThat(fetch()).isEmpty();
        assertThat(asked).containsExactly(PLAIN, REST, PLAIN);
        assertThat(arriving).hasBinaryContent(IT);
    }

    @Test
    void aPartFromElsewhereIsNotAppended() throws Exception {
        server.page("/other", exchange -> {
            header(exchange, "ETag", TAG);
            rest(exchange, noise(8, LENGTH), LENGTH);
        });
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            if (time == 2) {
                header(exchange, "Location", "/other");
                exchange.sendResponseHeaders(302, -1);
            } else {
                all(exchange, IT, time == 1 ? BROKEN : LENGTH);
            }
        });

        assertThat(fetch()).isEmpty();
        assertThat(asked).containsExactly(PLAIN, REST, PLAIN);
        assertThat(server.asked("/other")).isEqualTo(1);
        assertThat(arriving).hasBinaryContent(IT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Nothing: said",
                "ETag: W/\"one\"",
                "ETag: W/\"one\"; Last-Modified: " + DATE,
                "ETag: one",
                "Last-Modified: today",
                "Last-Modified: now",
                "ETag: \"one\"; Content-Encoding: gzip"
            })
    void whatNothingTellsFromAnotherVersionBeginsAnew(String headers) throws Exception {
        page((time, exchange) -> {
            for (var each : headers.split("; ")) {
                var parts = each.split(": ");
                header(exchange, parts[0], parts[1].equals("now") ? now() : parts[1]);
            }
            all(exchange, IT, time == 1 ? BROKEN : LENGTH);
        });

        assertThat(fetch()).isEmpty();
        assertThat(asked).containsExactly(PLAIN, PLAIN);
        assertThat(arriving).hasBinaryContent(IT);
    }

    /** A date that may come again for another version: it is not over when the server says its own. */
    private static String now() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1));
    }

    @Test
    void aServerThatSaysNothingMoreIsAskedForTheRest() throws Exception {
        fetcher = fetcher(1, IMPATIENT);
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            if (time == 1) {
                exchange.sendResponseHeaders(200, LENGTH);
                exchange.getResponseBody().write(IT, 0, BROKEN);
                exchange.getResponseBody().flush();
                over.await();
            }
            rest(exchange, IT, LENGTH);
        });

        assertThat(fetch()).isEmpty();
        assertThat(asked).containsExactly(PLAIN, REST);
        assertThat(arriving).hasBinaryContent(IT);
    }

    @Test
    void whatBreaksOffTooOftenIsGivenUpWithWhatCame() throws Exception {
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            if (time == 1) {
                all(exchange, IT, 1_000);
            }
            rest(exchange, IT, time * 1_000);
        });

        assertThat(fetch())
                .contains("the connection broke")
                .endsWith("; it was tried 5 times, and 5000 of its 300000 bytes came");
        assertThat(asked).hasSize(5);
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
    }

    @Test
    void whatBeginsAnewTooOftenIsGivenUpWithWhatCameLast() throws Exception {
        page((time, exchange) -> all(exchange, IT, (6 - time) * 1_000));

        assertThat(fetch()).endsWith("; it was tried 5 times, and 1000 of its 300000 bytes came");
        assertThat(asked).hasSize(5).containsOnly(PLAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 503})
    void whatIsRefusedMeanwhileIsNotTriedAgain(int status) throws Exception {
        page((time, exchange) -> {
            if (time == 1) {
                header(exchange, "ETag", TAG);
                all(exchange, IT, BROKEN);
            }
            exchange.sendResponseHeaders(status, -1);
        });

        assertThat(fetch()).endsWith("the server answers " + status);
        assertThat(asked).containsExactly(PLAIN, REST);
    }

    @Test
    void aServerThatIsGoneForAWhileIsTriedAgainAndOneThatIsNotBelievedIsNot() throws Exception {
        var issued = TestAuthority.in(folder, "authority", TestAuthority.Key.EC).issue("server", TestAuthority.Key.EC);
        var unknown = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        unknown.setHttpsConfigurator(new HttpsConfigurator(
                Tls.load(new TlsSettings(issued.certificate(), issued.key(), issued.authorities()))
                        .context()));
        unknown.start();
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            switch (time) {
                case 1 -> all(exchange, IT, BROKEN);
                case 2 -> {
                    header(exchange, "Location", "http://127.0.0.1:1/nobody-listens");
                    exchange.sendResponseHeaders(302, -1);
                }
                case 3 -> rest(exchange, IT, 2 * BROKEN);
                default -> {
                    header(
                            exchange,
                            "Location",
                            "https://127.0.0.1:" + unknown.getAddress().getPort() + "/it");
                    exchange.sendResponseHeaders(302, -1);
                }
            }
        });

        try {
            assertThat(fetch()).contains("the server cannot be asked: SSLHandshakeException");
            assertThat(asked).containsExactly(PLAIN, REST, REST, new Asked("bytes=" + 2 * BROKEN + "-", TAG));
        } finally {
            unknown.stop(0);
        }
    }

    @Test
    void aServerThatCannotBeAskedAtFirstIsNotAskedAgain() throws Exception {
        fetcher.start(new Fetcher.Order<>(
                "",
                List.of(new Artifact("http://127.0.0.1:1/it", false, true, false, "", "")),
                sandbox,
                Account.self(),
                0));

        assertThat(end("")).contains("the server cannot be asked");
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1100000, 1100000, 'it has 1100000 bytes, and may have 1048576'",
        "300000, 400000, 'more than the 300000 bytes came that were to come'"
    })
    void boundsHoldOverAllTries(int said, int sent, String why) throws Exception {
        fetcher = fetcher(1, IMPATIENT);
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            if (time == 1) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(IT, 0, BROKEN);
                exchange.getResponseBody().flush();
                over.await();
            }
            header(exchange, "Content-Range", "bytes " + BROKEN + "-" + (said - 1) + "/" + said);
            exchange.sendResponseHeaders(206, 0);
            exchange.getResponseBody().write(new byte[sent - BROKEN]);
        });

        assertThat(fetch()).endsWith(why);
        assertThat(asked).containsExactly(PLAIN, REST);
        assertThat(arriving.toFile().length()).isLessThanOrEqualTo(said);
    }

    @Test
    void anotherDigestThanWantedIsNotTriedAgain() throws Exception {
        var other = IT.clone();
        other[0]++;
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            if (time == 1) {
                all(exchange, other, BROKEN);
            }
            rest(exchange, IT, LENGTH);
        });

        start("", it(false, sha256(IT)));

        assertThat(end(""))
                .endsWith("its SHA-256 is "
                        + sha256(concat(Arrays.copyOf(other, BROKEN), Arrays.copyOfRange(IT, BROKEN, LENGTH)))
                        + ", and is to be " + sha256(IT));
        assertThat(asked).containsExactly(PLAIN, REST);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void whoShareADownloadThatBreaksOffHearOfOneProgressAndHaveAllOfIt() throws Exception {
        arriving = folder.resolve("fetch/cache/0");
        page((time, exchange) -> {
            header(exchange, "ETag", TAG);
            if (time == 1) {
                exchange.sendResponseHeaders(200, LENGTH);
                int sent = 0;
                for (; heard.size() < 2; sent++) {
                    send(exchange, IT, sent, sent + 1, false);
                    Thread.sleep(5);
                }
                send(exchange, IT, sent, sent + 1, true);
            }
            rest(exchange, IT, LENGTH);
        });
        try (var several = fetcher(2, PATIENT)) {
            for (var task : List.of("first", "second")) {
                several.start(new Fetcher.Order<>(
                        task,
                        List.of(it(true, "")),
                        Files.createDirectories(sandbox.resolve(task)),
                        Account.self(),
                        0));
            }

            for (var task : List.of("first", "second")) {
                assertThat(end(task)).isEmpty();
                assertThat(sandbox.resolve(task).resolve("it")).hasBinaryContent(IT);
            }
        }
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).range()).matches("bytes=\\d+-");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsCalledOffInThePauseStopsAtOnce(boolean cache) throws Exception {
        arriving = cache ? folder.resolve("fetch/cache/0") : sandbox.resolve("first/it");
        var paused = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        pause = time -> {
            paused.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                stopped.countDown();
                throw e;
            }
        };
        page((time, exchange) -> all(exchange, IT, BROKEN));
        start("first", it(cache, ""));
        paused.await();

        fetcher.callOff("first");

        stopped.await();
        assertNothingMoreIsFetched("first");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsCalledOffWhileItComesIsNotBegunAgain(boolean cache) throws Exception {
        arriving = cache ? folder.resolve("fetch/cache/0") : sandbox.resolve("first/it");
        page((time, exchange) -> {
            if (time == 1) {
                exchange.sendResponseHeaders(200, LENGTH);
                exchange.getResponseBody().write(IT, 0, BROKEN);
                exchange.getResponseBody().flush();
                over.await();
            }
            all(exchange, IT, LENGTH);
        });
        start("first", it(cache, ""));
        awaitArrival(BROKEN);

        fetcher.callOff("first");

        assertNothingMoreIsFetched("first");
    }

    /** There is one turn: another task gets it when the one before has ended. */
    private void assertNothingMoreIsFetched(String task) throws IOException {
        server.bytes("/other", new byte[1]);
        start("next", new Artifact(server.url("/other"), false, true, false, "", ""));
        assertThat(end("next")).isEmpty();
        assertThat(asked).hasSize(1);
        assertThat(ends).doesNotContainKey(task);
    }
}
