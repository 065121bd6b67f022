package io.boreas.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.Await;
import io.boreas.agent.process.Account;
import io.boreas.core.task.Artifact;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that is outside the sandbox is compared before and after each test: nothing there may change. */
class FetcherTest {
    private static final FetchSettings SETTINGS = new FetchSettings(
            4,
            1L << 20,
            100,
            200_000,
            Duration.ofSeconds(5),
            Duration.ofMillis(400),
            Duration.ofSeconds(3),
            5,
            Duration.ofMillis(100));

    @TempDir
    Path folder;

    Path sandbox;
    TestServer server;
    Fetcher<String> fetcher;
    Map<String, String> canary;

    final Map<String, String> ends = new ConcurrentHashMap<>();
    final List<String> progress = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        sandbox = Files.createDirectories(folder.resolve("outside/sandboxes/task"));
        Files.writeString(folder.resolve("outside/canary"), "sings");
        Files.createDirectories(folder.resolve("outside/sandboxes/other"));
        Files.writeString(folder.resolve("outside/sandboxes/other/canary"), "sings too");
        canary = outside();
        server = new TestServer();
        fetcher = new Fetcher<>(SETTINGS, folder.resolve("fetch"), new Fetcher.Listener<>() {
            @Override
            public void progress(String task, String message) {
                progress.add(message);
            }

            @Override
            public void fetched(String task) {
                ends.put(task, "");
            }

            @Override
            public void failed(String task, String why) {
                ends.put(task, why);
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        fetcher.close();
        server.close();
        assertThat(outside()).isEqualTo(canary);
    }

    private Map<String, String> outside() throws IOException {
        var found = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(folder.resolve("outside"))) {
            for (var path : all.filter(each -> !each.startsWith(sandbox)).toList()) {
                found.put(path.toString(), Files.isRegularFile(path) ? Files.readString(path) : "");
            }
        }
        return found;
    }

    private static Artifact artifact(String uri) {
        return new Artifact(uri, false, true, false, "", "");
    }

    private void start(String task, Path into, Artifact... artifacts) {
        fetcher.start(new Fetcher.Order<>(task, List.of(artifacts), into, Account.self(), 0));
    }

    /** Why it failed; empty if it did not. */
    private String fetch(Artifact... artifacts) {
        start("task", sandbox, artifacts);
        return end("task");
    }

    private String end(String task) {
        Await.until("the end of " + task, () -> ends.containsKey(task));
        return ends.get(task);
    }

    private String refused(String name, byte[] bytes) {
        server.bytes("/" + name, bytes);
        var why = fetch(artifact(server.url("/" + name)));
        assertThat(why).startsWith("Failed to fetch '" + server.url("/" + name) + "': ");
        return why;
    }

    @Test
    void aFileIsThereUnderItsNameAndExecutableOnlyIfThatWasWanted() throws IOException {
        server.bytes("/run.sh", "echo".getBytes(StandardCharsets.UTF_8));

        assertThat(fetch(
                        artifact(server.url("/run.sh?token=secret")),
                        new Artifact(server.url("/run.sh"), true, true, false, "bin/run", "")))
                .isEmpty();

        assertThat(sandbox.resolve("run.sh")).hasContent("echo");
        assertThat(Files.isExecutable(sandbox.resolve("run.sh"))).isFalse();
        assertThat(sandbox.resolve("bin/run")).hasContent("echo").isExecutable();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.tar",
                "a.tar.gz",
                "a.tgz",
                "a.tar.bz2",
                "a.tbz2",
                "a.tar.xz",
                "a.txz",
                "a.tar.zst",
                "a.tzst",
                "a.zip"
            })
    void anArchiveIsUnpackedWithModesAndLinks(String name) throws IOException {
        var tar = Packed.tarOf(to -> {
            Packed.file(to, "app/run", "it", 0755);
            Packed.link(to, "app/current", "run");
        });
        var zip = Packed.zipOf(to -> {
            Packed.file(to, "app/run", "it", 0100755);
            Packed.link(to, "app/current", "run");
        });
        server.bytes(
                "/" + name,
                name.endsWith("zip")
                        ? zip
                        : name.endsWith("bz2")
                                ? Packed.bzip2(tar)
                                : name.endsWith("xz")
                                        ? Packed.xz(tar)
                                        : name.endsWith("zst")
                                                ? Packed.zstd(tar)
                                                : name.endsWith("gz") ? Packed.gzip(tar) : tar);

        assertThat(fetch(artifact(server.url("/" + name)))).isEmpty();

        assertThat(sandbox.resolve("app/run")).hasContent("it").isExecutable();
        assertThat(Files.readSymbolicLink(sandbox.resolve("app/current"))).hasToString("run");
    }

    @Test
    void aSingleFileIsUnpackedAndAnArchiveIsLeftAloneIfThatWasWanted() throws IOException {
        server.bytes("/log.gz", Packed.gzip("text".getBytes(StandardCharsets.UTF_8)));
        server.bytes("/more.zst", Packed.zstd("more".getBytes(StandardCharsets.UTF_8)));
        server.bytes("/a.tar", Packed.tar("in", "it"));

        assertThat(fetch(
                        artifact(server.url("/log.gz")),
                        artifact(server.url("/more.zst")),
                        new Artifact(server.url("/a.tar"), false, false, false, "", "")))
                .isEmpty();

        assertThat(sandbox.resolve("log")).hasContent("text");
        assertThat(sandbox.resolve("more")).hasContent("more");
        assertThat(sandbox.resolve("a.tar")).exists();
        assertThat(sandbox.resolve("in")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../canary", "/etc/boreas-canary", "a/../../canary", "..", "a/../../../other/canary"})
    void aNameThatLeadsOutIsRefused(String name) throws IOException {
        assertThat(refused("evil.tar", Packed.tar(name, "silent"))).contains("leads out of the sandbox");
        ends.clear();
        assertThat(refused("evil.zip", Packed.zipOf(zip -> Packed.file(zip, name, "silent", 0644))))
                .contains("leads out of the sandbox");
        assertThat(Path.of("/etc/boreas-canary")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../other", "/etc/passwd", "a/../../other", "../../canary"})
    void aLinkThatLeadsOutIsRefused(String target) throws IOException {
        assertThat(refused("evil.tar", Packed.tarOf(tar -> Packed.link(tar, "link", target))))
                .contains("leads out");
        ends.clear();
        assertThat(refused("evil.zip", Packed.zipOf(zip -> Packed.link(zip, "link", target))))
                .contains("leads out");
        ends.clear();
        assertThat(refused("hard.tar", Packed.tarOf(tar -> Packed.special(tar, "hard", target, TarConstants.LF_LINK))))
                .contains("leads out");
    }

    @Test
    void aLinkThatLeadsOutByWayOfAnotherIsRefused() throws IOException {
        var why = refused("evil.tar", Packed.tarOf(tar -> {
            Packed.file(tar, "a/b/file", "it", 0644);
            Packed.link(tar, "a/b/up", "../..");
            Packed.link(tar, "out", "a/b/up/../other");
        }));

        assertThat(why).contains("leads out of the sandbox");
        assertThat(sandbox.resolve("out")).doesNotExist();
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Files.createSymbolicLink(sandbox.resolve("planted"), folder.resolve("outside"));
        Files.createSymbolicLink(sandbox.resolve("file"), folder.resolve("outside/canary"));

        assertThat(refused("evil.tar", Packed.tar("planted/canary", "silent"))).contains("nothing is written");
        ends.clear();
        server.bytes("/file", "new".getBytes(StandardCharsets.UTF_8));
        assertThat(fetch(artifact(server.url("/file")))).isEmpty();

        assertThat(sandbox.resolve("file")).hasContent("new").isRegularFile();
        assertThat(Files.isSymbolicLink(sandbox.resolve("file"))).isFalse();
    }

    @Test
    void aDeviceIsRefused() throws IOException {
        assertThat(refused("evil.tar", Packed.tarOf(tar -> Packed.special(tar, "disk", "", TarConstants.LF_BLK))))
                .contains("which is no file, folder or link");
    }

    @Test
    void whatGrowsBeyondItsBoundWhenUnpackedIsRefused() throws IOException {
        var zeros = new byte[8 << 20];
        assertThat(refused("bomb.gz", Packed.gzip(zeros))).contains("more bytes than it may");
        ends.clear();
        var text = new String(zeros, StandardCharsets.ISO_8859_1);
        assertThat(refused("bomb.zip", Packed.zipOf(zip -> Packed.file(zip, "zeros", text, 0644))))
                .contains("more bytes than it may");
        ends.clear();
        assertThat(refused("bomb.tar.gz", Packed.gzip(Packed.tar("zeros", text))))
                .contains("more bytes than it may");
        ends.clear();
        assertThat(refused("bomb.zst", Packed.zstdOf(10_000, 128 << 10))).contains("more bytes than it may");
        ends.clear();
        assertThat(refused("bomb.tar.zst", Packed.zstd(Packed.tar("zeros", text))))
                .contains("more bytes than it may");
        try (Stream<Path> files = Files.walk(sandbox)) {
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .max()
                            .orElse(0))
                    .isLessThanOrEqualTo(SETTINGS.bytesMax() + 65_536);
        }
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        var names = new String[2 * 101];
        for (int i = 0; i < names.length; i++) {
            names[i] = Integer.toString(i);
        }
        assertThat(refused("many.tar", Packed.tar(names))).contains("more than 100 entries");
        ends.clear();
        assertThat(refused("many.zip", Packed.zipOf(zip -> {
                    for (var name : names) {
                        Packed.file(zip, name, "", 0644);
                    }
                })))
                .contains("more than 100 entries");
    }

    @Test
    void aNameWithoutEndIsRefusedBeforeItFillsTheMemory() throws IOException {
        var evil = Packed.tarOf(tar -> {
            var name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, true);
            name.setSize(3 << 20);
            tar.putArchiveEntry(name);
            tar.write(new byte[3 << 20]);
            tar.closeArchiveEntry();
            Packed.file(tar, "x", "it", 0644);
        });

        assertThat(refused("evil.tar.gz", Packed.gzip(evil))).contains("too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2", "a.tar.zst", "a.zip", "a.gz", "a.zst"})
    void whatIsNoArchiveIsRefused(String name) {
        var noise = new byte[3_000];
        new java.util.Random(7).nextBytes(noise);

        assertThat(refused(name, noise)).isNotEmpty();
    }

    @Test
    void aServerThatSaysNothingMoreIsGivenUp() {
        var stop = new CountDownLatch(1);
        server.page("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            stop.await();
        });

        assertThat(fetch(artifact(server.url("/slow")))).contains("nothing came for 400 ms; it was tried ");
        stop.countDown();
    }

    @Test
    void aServerThatTricklesForEverIsGivenUp() {
        server.page("/trickle", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                Thread.sleep(50);
            }
        });

        assertThat(fetch(artifact(server.url("/trickle")))).endsWith("it did not come within 3 s");
        assertThat(progress).isNotEmpty().allMatch(said -> said.startsWith("fetching '" + server.url("/trickle")));
    }

    @Test
    void aHeaderWithoutEndIsGivenUp() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var connection = socket.accept()) {
                    var out = connection.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write("X-More: and more and more and more\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException closed) {
                    ends.put("server", "closed");
                }
            });

            assertThat(fetch(artifact("http://127.0.0.1:" + socket.getLocalPort() + "/x")))
                    .contains("the server cannot be asked");
            assertThat(end("server")).isEqualTo("closed");
        }
    }

    @Test
    void redirectsAreFollowedWithinBounds() throws IOException {
        server.bytes("/end", "it".getBytes(StandardCharsets.UTF_8));
        server.redirect("/one", "/end");
        server.redirect("/round", "/round");
        server.redirect("/file", "file:///etc/passwd");

        assertThat(fetch(artifact(server.url("/one")))).isEmpty();
        assertThat(sandbox.resolve("one")).hasContent("it");
        ends.clear();
        assertThat(fetch(artifact(server.url("/round")))).endsWith("it was redirected more than 5 times");
        assertThat(server.asked("/round")).isEqualTo(6);
        ends.clear();
        assertThat(fetch(artifact(server.url("/file")))).contains("where nothing is fetched from");
    }

    @Test
    void credentialsGoToTheFirstServerAndAreNotShown() throws IOException {
        server.page("/secret", exchange -> {
            var sent = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean known = sent.filter(value -> value.equals(
                            "Basic " + Base64.getEncoder().encodeToString("me:pass".getBytes(StandardCharsets.UTF_8))))
                    .isPresent();
            exchange.sendResponseHeaders(known ? 200 : 401, -1);
        });
        var address = server.url("/secret?key=hidden").replace("http://", "http://me:pass@");

        assertThat(fetch(artifact(address))).isEmpty();
        ends.clear();

        assertThat(fetch(artifact(address.replace("pass", "wrong"))))
                .contains("the server answers 401")
                .doesNotContain("wrong", "hidden");
    }

    @Test
    void anotherDigestThanWantedIsRefused() {
        server.bytes("/it", "it".getBytes(StandardCharsets.UTF_8));
        var wanted = "0".repeat(64);

        assertThat(fetch(new Artifact(server.url("/it"), false, true, false, "", wanted)))
                .endsWith("and is to be " + wanted);
    }

    @Test
    void anAnswerThatBreaksOffOrIsTooLongIsRefused() {
        server.page("/short", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            throw new IOException("the test breaks off");
        });
        server.bytes("/long", new byte[(1 << 20) + 1]);

        assertThat(fetch(artifact(server.url("/short")))).contains("the connection broke");
        ends.clear();
        assertThat(fetch(artifact(server.url("/long")))).endsWith("it has 1048577 bytes, and may have 1048576");
    }

    @Test
    void filesOfTheMachineAreCopied() throws IOException {
        var file = Files.writeString(folder.resolve("some file"), "it");

        assertThat(fetch(
                        artifact(file.toString()),
                        artifact(file.toUri().toString().replace("some%20file", "some%20file"))))
                .isEmpty();

        assertThat(sandbox.resolve("some file")).hasContent("it");
        ends.clear();
        assertThat(fetch(artifact("/no/such/file"))).endsWith("there is no such file on the agent");
    }

    @Test
    void filesAreReadWithTheRightsOfTheTasksAccount() throws IOException {
        var nobody = Account.named("nobody");
        assumeTrue(Account.self().uid() == 0 && nobody.isPresent(), "needs root, and an account nobody");
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        var secret = Files.writeString(folder.resolve("secret"), "mine");
        Files.setPosixFilePermissions(secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        var open = Files.writeString(folder.resolve("open"), "all");

        for (var each : List.of(secret, open)) {
            fetcher.start(new Fetcher.Order<>(
                    each.getFileName().toString(), List.of(artifact(each.toString())), sandbox, nobody.get(), 0));
        }

        assertThat(end("secret")).isNotEmpty();
        assertThat(end("open")).isEmpty();
        assertThat(Files.getOwner(sandbox.resolve("open")).getName()).isEqualTo("nobody");
    }

    @Test
    void whatSeveralTasksWantIsFetchedOnceAndKeptWithinBounds() throws Exception {
        var go = new CountDownLatch(1);
        server.page("/shared.tar", exchange -> {
            go.await();
            var bytes = Packed.tar("in", "it");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
        var shared = new Artifact(server.url("/shared.tar"), false, true, true, "", "");
        for (int i = 0; i < 4; i++) {
            start("task" + i, Files.createDirectories(sandbox.resolve("s" + i)), shared);
        }
        go.countDown();

        for (int i = 0; i < 4; i++) {
            assertThat(end("task" + i)).isEmpty();
            assertThat(sandbox.resolve("s" + i).resolve("in")).hasContent("it");
        }
        assertThat(server.asked("/shared.tar")).isEqualTo(1);

        for (var name : List.of("/a", "/b", "/c")) {
            server.bytes(name, new byte[90_000]);
            assertThat(fetch(new Artifact(server.url(name), false, true, true, "", "")))
                    .isEmpty();
            ends.clear();
        }
        try (Stream<Path> files = Files.list(folder.resolve("fetch/cache"))) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThanOrEqualTo(200_000);
        }
        assertThat(fetch(shared)).isEmpty();
        assertThat(server.asked("/shared.tar")).isEqualTo(2);
    }

    @Test
    void nothingIsHeardOfATaskThatWasCalledOffAndWhoSharedWithItGetsIt() throws Exception {
        var go = new CountDownLatch(1);
        server.page("/shared", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            if (server.asked("/shared") > 1) {
                exchange.getResponseBody().write(new byte[] {2, 3});
                return;
            }
            go.await();
        });
        var shared = new Artifact(server.url("/shared"), false, true, true, "", "");
        start("first", Files.createDirectories(sandbox.resolve("first")), shared);
        Await.until("the server to be asked", () -> server.asked("/shared") == 1);
        start("second", Files.createDirectories(sandbox.resolve("second")), shared);

        fetcher.callOff("first");

        assertThat(end("second")).isEmpty();
        assertThat(ends).doesNotContainKey("first");
        assertThat(sandbox.resolve("second/shared")).hasBinaryContent(new byte[] {1, 2, 3});
        go.countDown();
    }
}
