package io.boreas.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.boreas.agent.Await;
import io.boreas.agent.fetch.Packed;
import io.boreas.agent.fetch.TestServer;
import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of a registry that is slow, closed, wrong or hostile. What cannot be had leaves nothing behind. */
class PullTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("ops:hidden".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path home;

    private final Map<String, Object> answers = new ConcurrentHashMap<>();
    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final List<ImageCache<String>> caches = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private Path store;
    private TestRegistry registry;
    private ImageCache<String> cache;
    private Optional<Path> credentials = Optional.empty();
    private Optional<Path> authorities = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        store = Files.createDirectory(home.resolve("store"));
        registry = new TestRegistry(Files.createDirectory(home.resolve("registry")));
        open(LONG, LONG, registry.name());
    }

    private void open(Duration stall, Duration timeout, String... registries) throws IOException {
        open("", stall, timeout, registries);
    }

    private void open(String standard, Duration stall, Duration timeout, String... registries) throws IOException {
        var settings = new RegistrySettings(
                List.of(registries),
                standard,
                credentials,
                authorities,
                2,
                Duration.ofSeconds(20),
                stall,
                timeout,
                Duration.ofMillis(100));
        cache = new ImageCache<>(
                new ImageSettings(Optional.of(store), 1 << 20, 100, 1 << 20, settings),
                home.resolve("images"),
                new ImageCache.Listener<>() {
                    @Override
                    public void progress(String task, String message) {
                        progress.add(task + " " + message);
                    }

                    @Override
                    public void ready(String task, Image image) {
                        answers.put(task, image);
                    }

                    @Override
                    public void failed(String task, String why) {
                        answers.put(task, why);
                    }
                });
        caches.add(cache);
    }

    @AfterEach
    void close() {
        over.countDown();
        caches.forEach(ImageCache::close);
        registry.close();
    }

    private static void needsRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files of images to others");
    }

    private static TestImage image(String content) throws IOException {
        return new TestImage().layer(l -> l.file("a", content));
    }

    private Object want(String task, String name) {
        cache.want(task, name, Optional.empty());
        Await.until("an answer to " + task, () -> answers.containsKey(task));
        return answers.remove(task);
    }

    /** Pulls, and reads a file of it. */
    private String content(String name) throws IOException {
        var answer = want("t", name);
        assertThat(answer).isInstanceOf(Image.class);
        return Files.readString(((Image) answer).root().resolve("a"));
    }

    /** Why it cannot be had. */
    private String refused(String name) {
        var answer = want("t", name);
        assertThat(answer).isInstanceOf(String.class);
        assertThat(home.resolve("images")).isEmptyDirectory();
        return (String) answer;
    }

    private String app(String reference) {
        return registry.name() + "/team/app" + reference;
    }

    private long askedFor(String part) {
        return registry.asked().stream().filter(path -> path.contains(part)).count();
    }

    @Test
    void aTagIsAskedForEachTimeAndBroughtIfItHasChanged() throws IOException {
        needsRoot();
        registry.push(image("one"), "team/app", "1");
        assertThat(content(app(":1"))).isEqualTo("one");
        assertThat(askedFor("/blobs/")).isEqualTo(2);

        assertThat(content(app(":1"))).isEqualTo("one");
        assertThat(askedFor("/manifests/1")).isEqualTo(2);
        assertThat(askedFor("/blobs/")).isEqualTo(2);

        registry.push(image("two"), "team/app", "1");
        assertThat(content(app(":1"))).isEqualTo("two");
        assertThat(askedFor("/blobs/")).isEqualTo(4);
        assertThat(home.resolve("images")).isDirectoryNotContaining("glob:**/.aside-*");

        registry.guard(exchange -> {
            exchange.sendResponseHeaders(503, -1);
            return false;
        });
        assertThat(want("t", app(":1"))).isEqualTo(registry.name() + " answers 503");
    }

    @Test
    void layersPackedByZstdAreBrought() throws IOException {
        needsRoot();
        registry.push(image("small").packed("zstd", Packed::zstd), "team/app", "1");

        assertThat(content(app(":1"))).isEqualTo("small");
    }

    @Test
    void aDigestIsAskedForOnce() throws IOException {
        needsRoot();
        var digest = registry.push(image("one"), "team/app", "1");
        assertThat(content(app(":1@" + digest))).isEqualTo("one");
        assertThat(askedFor("/manifests/1")).isZero();
        int asked = registry.asked().size();

        assertThat(content(app("@" + digest))).isEqualTo("one");

        assertThat(registry.asked()).hasSize(asked);
    }

    @Test
    void ofAnIndexTheOneForThisMachineIsBrought() throws IOException {
        needsRoot();
        var digest = registry.push(image("one"), "team/app", "1");
        var here = Map.of("aarch64", "arm64").getOrDefault(System.getProperty("os.arch"), "amd64");
        registry.text(
                "team/app/manifests/2",
                "{\"manifests\": [{\"digest\": \"sha256:" + "0".repeat(64)
                        + "\", \"platform\": {\"os\": \"linux\", \"architecture\": \"vax\"}}, {\"digest\": \"" + digest
                        + "\", \"platform\": {\"os\": \"linux\", \"architecture\": \"" + here + "\"}}]}");

        assertThat(content(app(":2"))).isEqualTo("one");
    }

    @Test
    void theStoreComesFirstAndNamesWithoutARegistryAreOfTheStandardOne() throws IOException {
        needsRoot();
        registry.push(image("of the registry"), "team/app", "1");
        registry.push(image("of the registry"), "team/app", "2");
        image("of the store").layout(store.resolve("team/app"), "1");

        assertThat(refused("team/app:2")).startsWith("the store has no tag 2 of it");
        cache.close();
        open(registry.name(), LONG, LONG, registry.name());

        assertThat(content("team/app:1")).isEqualTo("of the store");
        assertThat(content("team/app:2")).isEqualTo("of the registry");
        assertThat(want("t", "team/app:3")).isEqualTo(registry.name() + " has no 3 of team/app");
    }

    @Test
    void onlyRegistriesThatAreAllowedAreAsked() throws IOException {
        registry.push(image("one"), "team/app", "1");
        open(LONG, LONG, "other.example");

        assertThat(refused(app(":1")))
                .endsWith("and the registry " + registry.name()
                        + " is not among those that it may ask (boreas.agent.images.registries)");
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void aTaskThatHadAnImageDoesNotGetAnotherFromARegistry() throws IOException {
        registry.push(image("one"), "team/app", "1");

        cache.want("t", app(":1"), Optional.of("sha256:" + "0".repeat(64)));

        Await.until("an answer", () -> answers.containsKey("t"));
        assertThat(answers.get("t")).asString().startsWith("the one that the task had is not kept any more");
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void whatIsNotWhatItsDigestSaysIsRefused() throws IOException {
        var digest = registry.push(image("one"), "team/app", "1");
        for (var part : List.of("manifests", "blobs")) {
            for (var path : registry.paths("team/app/" + part + "/sha256:")) {
                var good = registry.replace(path, bytes -> {
                    bytes[bytes.length - 1] ^= 1;
                    return bytes;
                });
                assertThat(refused(app("@" + digest)))
                        .startsWith("a part of it is not what it is to be: its digest is");
                registry.bytes(path, good);
            }
        }
    }

    @Test
    void whatIsLongerOrShorterThanItIsToBeIsRefused() throws IOException {
        registry.push(image("one"), "team/app", "1");
        for (var path : registry.paths("team/app/blobs/")) {
            var good = registry.replace(path, bytes -> Arrays.copyOf(bytes, bytes.length - 1));
            assertThat(refused(app(":1"))).startsWith("only ").contains(" bytes of sha256:");
            registry.page(path, PullTest::endless);
            assertThat(refused(app(":1"))).matches("sha256:[0-9a-f]{64} has more than the [0-9]+ bytes it may have");
            registry.bytes(path, good);
        }
        registry.page("team/app/manifests/endless", PullTest::endless);
        assertThat(refused(app(":endless"))).isEqualTo("its manifest has more than the 4194304 bytes it may have");
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        var bytes = new byte[1 << 16];
        while (true) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void manifestsThatPromiseNothingGoodAreRefused() {
        var digest = "sha256:" + "1".repeat(64);
        var config = "{\"config\": {\"digest\": \"" + digest + "\", \"size\": 2}, ";
        var refusals = Map.of(
                "no JSON",
                "its manifest is no JSON",
                "{\"schemaVersion\": 1, \"fsLayers\": []}",
                "its manifest is neither that of an image nor an index",
                config + "\"layers\": [], \"manifests\": []}",
                "its manifest is neither that of an image nor an index",
                config + "\"layers\": [{\"digest\": \"" + digest + "\", \"size\": 1048577}]}",
                "its layers have more than the 1048576 bytes that an image may have",
                config + "\"layers\": [{\"digest\": \"" + digest + "\", \"size\": -1}]}",
                "its manifest does not say how many bytes",
                config + "\"layers\": [{\"digest\": \"../../../x\", \"size\": 1}]}",
                "a part of it has no digest of SHA-256 but '../../../x'",
                "{\"manifests\": [{\"digest\": \"" + digest
                        + "\", \"platform\": {\"os\": \"linux\", \"architecture\": \"vax\"}}]}",
                "it is for [linux/vax], not for linux/",
                "{\"manifests\": [{\"digest\": \"latest\"}]}",
                "a part of it has no digest of SHA-256 but 'latest'",
                "{\"manifests\": [{\"digest\": \"" + "\\n".repeat(100_000) + "\"}]}",
                "a part of it has no digest of SHA-256 but '????");
        refusals.forEach((manifest, why) -> {
            registry.text("team/app/manifests/latest", manifest);
            assertThat(refused(app(""))).startsWith(why).hasSizeLessThan(1_100);
        });
    }

    @Test
    void whatDoesNotComeInTimeIsGivenUp() throws IOException {
        open(Duration.ofMillis(300), LONG, registry.name());
        registry.push(image("one"), "team/app", "1");
        var layer = registry.paths("team/app/blobs/").getFirst();
        registry.page(layer, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            over.await();
        });
        assertThat(refused(app(":1"))).endsWith("did not come from " + registry.name() + ": nothing came for 300 ms");
        registry.page("team/app/manifests/2", exchange -> over.await());
        assertThat(refused(app(":2"))).isEqualTo(registry.name() + " did not answer within 300 ms");

        open(LONG, Duration.ofSeconds(1), registry.name());
        assertThat(refused(app(":2"))).isEqualTo("it did not come within 1 s");
        registry.page(layer, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (!over.await(50, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
            }
        });
        assertThat(refused(app(":1"))).isEqualTo("it did not come within 1 s");
    }

    private void login(String user, String password) throws IOException {
        var auth = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        var file = Files.writeString(
                home.resolve("config.json"),
                "{\"auths\": {\"" + registry.name() + "\": {\"auth\": \"" + auth + "\"}}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        credentials = Optional.of(file);
        open(LONG, LONG, registry.name());
    }

    private static boolean admits(HttpExchange exchange, String authorization, String challenge) throws IOException {
        if (authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return true;
        }
        exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
        exchange.sendResponseHeaders(401, -1);
        return false;
    }

    @Test
    void aPasswordIsSaidWhereItIsWantedAndNotWhereBlobsAreRedirectedTo() throws IOException {
        needsRoot();
        registry.push(image("one"), "team/app", "1");
        registry.guard(exchange -> admits(exchange, BASIC, "Basic realm=\"r\""));
        assertThat(refused(app(":1")))
                .isEqualTo(registry.name()
                        + " wants a user and a password, and boreas.agent.images.credentials has none of it");
        login("ops", "wrong");
        assertThat(refused(app(":1"))).endsWith("it answers 401").doesNotContain("wrong");
        login("ops", "hidden");
        var elsewhere = new CopyOnWriteArrayList<String>();
        try (var other = new TestServer()) {
            for (var path : registry.paths("team/app/blobs/")) {
                var bytes = registry.read(path);
                other.page("/" + path, exchange -> {
                    elsewhere.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                });
                registry.redirect(path, other.url("/" + path) + "?signature=x");
            }

            assertThat(content(app(":1"))).isEqualTo("one");
        }
        assertThat(elsewhere).containsExactly("null", "null");
    }

    @Test
    void whereNothingIsGotFromNobodyIsSent() throws IOException {
        registry.push(image("one"), "team/app", "1");
        for (var to : List.of("file:///etc/passwd", "ftp://a.example/x", "", "//")) {
            registry.redirect("team/app/manifests/1", to);
            assertThat(refused(app(":1"))).startsWith(registry.name() + " redirects ");
        }
    }

    @Test
    void aTokenIsGotWhereTheRegistrySaysAndAnewWhenItIsOver() throws IOException {
        needsRoot();
        registry.push(image("one"), "team/app", "1");
        login("ops", "hidden");
        var said = new CopyOnWriteArrayList<String>();
        registry.server().page("/token", exchange -> {
            said.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + exchange.getRequestURI());
            var token = ("{\"token\": \"t" + said.size() + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, token.length);
            exchange.getResponseBody().write(token);
        });
        var challenge = "Bearer realm=\"" + registry.server().url("/token") + "\",service=\"the registry\",scope=\"*\"";
        // one is good for one manifest, the next for the rest
        registry.guard(exchange -> admits(
                exchange,
                exchange.getRequestURI().getPath().contains("/blobs/") ? "Bearer t2" : "Bearer t1",
                challenge));

        assertThat(content(app(":1"))).isEqualTo("one");

        assertThat(said)
                .hasSize(2)
                .containsOnly(BASIC + " /token?service=the+registry&scope=repository%3Ateam%2Fapp%3Apull");
    }

    @Test
    void nobodyGetsAPasswordWithoutTlsForAToken() throws IOException {
        login("ops", "hidden");
        for (var realm : List.of("http://tokens.example/", "file:///etc/passwd", "", "http://127.0.0.1.example/")) {
            registry.guard(exchange -> admits(exchange, "none", "Bearer realm=\"" + realm + "\""));
            assertThat(refused(app(":1")))
                    .isEqualTo(
                            registry.name() + " has tokens from where nobody is asked without TLS, or from no address");
        }
        registry.server().bytes("/token", "{\"token\": \"hid\\nden\"}".getBytes(StandardCharsets.UTF_8));
        registry.guard(exchange ->
                admits(exchange, "none", "Bearer realm=\"" + registry.server().url("/token") + "\""));
        assertThat(refused(app(":1"))).endsWith(" gives no token");
    }

    @Test
    void registriesAreBelievedByTheirCertificates() throws IOException {
        var authority = TestAuthority.in(home, "authority", TestAuthority.Key.EC);
        var issued = authority.issue("registry", TestAuthority.Key.EC);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(
                Tls.load(new TlsSettings(issued.certificate(), issued.key(), issued.authorities()))
                        .context()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            var name = "127.0.0.1:" + server.getAddress().getPort();
            open(LONG, LONG, "https://" + name);
            assertThat(refused(name + "/app:1")).startsWith(name + " cannot be asked: SSLHandshakeException");

            authorities = Optional.of(authority.certificate());
            open(LONG, LONG, "https://" + name);
            assertThat(refused(name + "/app:1")).isEqualTo(name + " has no 1 of app");
        } finally {
            server.stop(0);
        }
    }

    /** The layers of this image come when it is let go. */
    private CountDownLatch slow(String tag, CountDownLatch begun) throws IOException {
        var go = new CountDownLatch(1);
        registry.push(image("slow"), "team/app", tag);
        for (var path : registry.paths("team/app/blobs/")) {
            var bytes = registry.read(path);
            registry.page(path, exchange -> {
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes, 0, 1);
                exchange.getResponseBody().flush();
                begun.countDown();
                go.await();
                exchange.getResponseBody().write(bytes, 1, bytes.length - 1);
            });
        }
        return go;
    }

    @Test
    void anImageIsPulledOnceForAllAndHoldsUpNoneThatIsAtHand() throws Exception {
        needsRoot();
        var begun = new CountDownLatch(1);
        var go = slow("1", begun);
        image("at hand").layout(store.resolve("here"), "1");
        cache.want("first", app(":1"), Optional.empty());
        cache.want("second", app(":1"), Optional.empty());
        begun.await();

        assertThat(content("here:1")).isEqualTo("at hand");
        cache.release("first");
        assertThat(answers).isEmpty();
        go.countDown();

        Await.until("the second", () -> answers.containsKey("second"));
        assertThat(answers.get("second")).isInstanceOf(Image.class);
        assertThat(answers).doesNotContainKey("first");
        assertThat(askedFor("/manifests/1")).isEqualTo(1);
    }

    @Test
    void whatNobodyWantsAnyMoreIsCalledOffAndLeavesNothing() throws Exception {
        var begun = new CountDownLatch(1);
        slow("1", begun);
        cache.want("first", app(":1"), Optional.empty());
        cache.want("second", app(":1"), Optional.empty());
        begun.await();
        assertThat(home.resolve("images")).isNotEmptyDirectory();

        cache.release("first");
        cache.release("second");

        Await.until("nothing to be left", () -> isEmpty(home.resolve("images")));
        assertThat(answers).isEmpty();
    }

    private static boolean isEmpty(Path folder) {
        try (var all = Files.list(folder)) {
            return all.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatAnAgentThatDiedHasBroughtIsDeletedByTheNext() throws Exception {
        var begun = new CountDownLatch(1);
        slow("1", begun);
        cache.want("first", app(":1"), Optional.empty());
        begun.await();
        assertThat(home.resolve("images")).isNotEmptyDirectory();

        open(LONG, LONG, registry.name());

        assertThat(home.resolve("images")).isEmptyDirectory();
    }

    @Test
    void peopleAreToldHowFarItIs() throws Exception {
        needsRoot();
        registry.push(image("one"), "team/app", "1");
        for (var path : registry.paths("team/app/blobs/")) {
            var bytes = registry.read(path);
            registry.page(path, exchange -> {
                exchange.sendResponseHeaders(200, bytes.length);
                for (var one : bytes) {
                    exchange.getResponseBody().write(one);
                    exchange.getResponseBody().flush();
                    if (bytes[0] != '{' && progress.isEmpty()) {
                        over.await(20, TimeUnit.MILLISECONDS);
                    }
                }
            });
        }

        assertThat(content(app(":1"))).isEqualTo("one");
        assertThat(progress).isNotEmpty().allMatch("t getting its image: 0 of 0 MB"::equals);
    }
}
