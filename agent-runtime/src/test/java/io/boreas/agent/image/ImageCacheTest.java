package io.boreas.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.fetch.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageCacheTest {
    @TempDir
    Path home;

    private Path store;
    private ImageCache<String> cache;
    private CompletableFuture<Object> answer;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give files of images to others");
        store = Files.createDirectory(home.resolve("store"));
        open(1 << 20, 100, 1 << 20);
    }

    private void open(long sizeMax, int entriesMax, long cacheSizeMax) throws IOException {
        close();
        cache = new ImageCache<>(
                new ImageSettings(Optional.of(store), sizeMax, entriesMax, cacheSizeMax),
                home.resolve("images"),
                new ImageCache.Listener<>() {
                    @Override
                    public void progress(String task, String message) {}

                    @Override
                    public void ready(String task, Image image) {
                        answer.complete(image);
                    }

                    @Override
                    public void failed(String task, String why) {
                        answer.complete(why);
                    }
                });
    }

    @AfterEach
    void close() {
        if (cache != null) {
            cache.close();
        }
    }

    private Object want(String task, String name) {
        answer = new CompletableFuture<>();
        cache.want(task, name, Optional.empty());
        return answer.join();
    }

    private Path root(String name) {
        return ((Image) want("t", name)).root();
    }

    @Test
    void layersLieOverEachOtherAndWhiteoutsHide() throws IOException {
        new TestImage()
                .layer(l -> l.folder("a")
                        .file("a/old", "1")
                        .file("a/kept", "1")
                        .folder("b")
                        .file("b/one", "1")
                        .folder("b/deep")
                        .file("b/deep/old", "1")
                        .file("c", "1")
                        .link("l", "a"))
                .layer(l -> l.file("a/.wh.old", "")
                        .file("b/two", "2")
                        .file("b/deep/new", "2")
                        .file("b/.wh..wh..opq", "")
                        .folder("l")
                        .file("l/x", "2")
                        .hardLink("d", "c")
                        .file(".wh..wh.plnk", ""))
                .layout(store.resolve("base"), "1");

        var root = root("base:1");

        assertThat(root.resolve("a")).isDirectoryNotContaining("glob:**/old").isDirectoryContaining("glob:**/kept");
        assertThat(root.resolve("b")).isDirectoryNotContaining("glob:**/one");
        assertThat(root.resolve("b/two")).hasContent("2");
        assertThat(root.resolve("b/deep/old")).doesNotExist();
        assertThat(root.resolve("b/deep/new")).hasContent("2");
        assertThat(Files.isDirectory(root.resolve("l"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(root.resolve("a/x")).doesNotExist();
        assertThat(root.resolve("d")).hasContent("1");
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("the name '../x' leads out of it", l -> l.file("../x", "")),
                attack("the name '//x' leads out of it", l -> l.file("//x", "")),
                attack("the name 'a/../../x' leads out of it", l -> l.file("a/../../x", "")),
                attack("the name 'l/x' leads through a link", l -> l.link("l", "/tmp")
                        .file("l/x", "")),
                attack("the name 'l/x' leads through a link", l -> l.link("l", ".")
                        .hardLink("y", "l/x")),
                attack("its link 'h' leads to no file", l -> l.link("l", "/etc/passwd")
                        .hardLink("h", "l")),
                attack("the name '../x' leads out of it", l -> l.hardLink("h", "../x")),
                attack("the name '.wh...' leads out of it", l -> l.file("a/.wh...", "")),
                attack("the name '.wh.' leads out of it", l -> l.file("a/.wh.", "")),
                attack("it holds 'p', which is a device or a pipe", l -> l.pipe("p")),
                attack("its layer 1 makes it larger than an image may be", l -> l.file("big", new byte[2 << 20], 0644)),
                attack("its layer 1 makes it have more files", l -> {
                    for (int i = 0; i < 101; i++) {
                        l.folder("f" + i);
                    }
                }));
    }

    private static Arguments attack(String why, Consumer<TestImage.Layer> layer) {
        return Arguments.of(why, layer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void aLayerThatWouldDoHarmIsRefusedAndNothingIsLeftOfIt(String why, Consumer<TestImage.Layer> layer)
            throws IOException {
        new TestImage().layer(layer).layout(store.resolve("bad"), "latest");

        assertThat(want("t", "bad")).asString().startsWith(why);

        assertThat(home.resolve("images")).isEmptyDirectory();
        assertThat(home.resolve("x")).doesNotExist();
    }

    @Test
    void layersMayBePackedByZstdInSeveralFrames() throws IOException {
        var text = "text ".repeat(10_000);
        new TestImage()
                .layer(l -> l.folder("a").file("a/old", "1").file("a/kept", text))
                .layer(l -> l.file("a/.wh.old", "").file("b", "2"))
                .packed("zstd", tar -> Packed.zstdFrames(tar, 700))
                .layout(store.resolve("base"), "1");

        var root = root("base:1");

        assertThat(root.resolve("a/kept")).hasContent(text);
        assertThat(root.resolve("a/old")).doesNotExist();
        assertThat(root.resolve("b")).hasContent("2");
    }

    static Stream<Arguments> brokenLayers() {
        return Stream.of(
                broken("breaks off", tar -> Arrays.copyOf(Packed.zstd(tar), 40)),
                broken("with a window of 16777216 bytes, of which it may have 8388608", tar -> {
                    var packed = Packed.zstdOf(1, 1_000);
                    packed[5] = 14 << 3;
                    return packed;
                }),
                broken("its layer 1 says too much of one of its files", tar -> Packed.zstdOf(10_000, 128 << 10)),
                broken("its layer 1 is not what it is to be", tar -> Packed.zstd(new byte[1_024])));
    }

    private static Arguments broken(String why, TestImage.Packing packing) {
        return Arguments.of(why, packing);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenLayers")
    void aLayerOfZstdThatIsNoneOrUnpacksToTooMuchIsRefused(String why, TestImage.Packing packing) throws IOException {
        new TestImage().layer(l -> l.file("a", "1")).packed("zstd", packing).layout(store.resolve("bad"), "latest");

        assertThat(want("t", "bad")).asString().contains(why);

        assertThat(home.resolve("images")).isEmptyDirectory();
    }

    @Test
    void aLayerOfZstdThatIsLargerThanAnImageMayBeIsRefused() throws IOException {
        new TestImage()
                .layer(l -> l.file("big", new byte[2 << 20], 0644))
                .packed("zstd", Packed::zstd)
                .layout(store.resolve("bad"), "latest");

        assertThat(want("t", "bad")).asString().startsWith("its layer 1 makes it larger than an image may be");
    }

    @Test
    void whatWasChangedBetweenFramesOfZstdIsRefused() throws IOException {
        new TestImage()
                .layer(l -> l.file("a", "1"))
                .packed("zstd", tar -> Packed.zstdFrames(tar, 700))
                .layout(store.resolve("a"), "1");
        try (var blobs = Files.list(store.resolve("a/blobs/sha256"))) {
            for (var blob : blobs.toList()) {
                var bytes = Files.readAllBytes(blob);
                if (bytes[0] != '{') {
                    bytes[8] ^= 1; // which unpacking does not look at
                    Files.write(blob, bytes);
                }
            }
        }

        assertThat(want("t", "a:1")).asString().startsWith("its layer 1 is not what it is to be");
    }

    @Test
    void whatWasChangedInTheStoreIsRefused() throws IOException {
        var digest = new TestImage().layer(l -> l.file("a", "1")).layout(store.resolve("a"), "1");
        try (var blobs = Files.list(store.resolve("a/blobs/sha256"))) {
            for (var blob : blobs.toList()) {
                var bytes = Files.readAllBytes(blob);
                if (bytes[0] == 0x1f) {
                    bytes[9] ^= 1; // which unpacking does not look at
                    Files.write(blob, bytes);
                }
            }
        }

        assertThat(want("t", "a:1")).asString().startsWith("its layer 1 is not what it is to be");
        assertThat(want("t", "a@" + digest)).asString().startsWith("its layer 1 is not what it is to be");
        assertThat(want("t", "a@sha256:" + "0".repeat(64))).asString().startsWith("the store has not all of it");
    }

    @Test
    void aTarIsReadAndItsDigestIsThatOfItsConfiguration() throws IOException {
        Files.createDirectories(store.resolve("team"));
        var id = new TestImage().layer(l -> l.file("a", "1")).archive(store.resolve("team/app:2.tar"), "team/app:2");

        assertThat(root("team/app:2").resolve("a")).hasContent("1");
        assertThat(root("team/app:2@" + id).resolve("a")).hasContent("1");
        assertThat(want("t", "team/app:2@sha256:" + "0".repeat(64)))
                .isEqualTo("the digest of its configuration is " + id + ", not sha256:" + "0".repeat(64));
        assertThat(want("t", "team/app:3")).asString().contains("has neither a folder 'team/app'");
    }

    @Test
    void whatIsUsedStaysAndTheRestGoesWhenThereIsTooMuch() throws IOException {
        open(1 << 20, 100, 1_000);
        for (var name : new String[] {"a", "b", "c"}) {
            new TestImage().layer(l -> l.file(name, new byte[600], 0644)).layout(store.resolve(name), "latest");
        }
        var a = ((Image) want("one", "a")).root();
        var b = ((Image) want("two", "b")).root();
        assertThat(a).exists();

        cache.release("two");
        var c = ((Image) want("three", "c")).root();

        assertThat(a.resolve("a")).exists();
        assertThat(b).doesNotExist();
        assertThat(c.resolve("c")).exists();
    }

    @Test
    void anAgentWithoutAStoreSaysSo() throws IOException {
        close();
        cache = null;
        var why = new CompletableFuture<String>();
        try (var none =
                new ImageCache<String>(ImageSettings.DEFAULT, home.resolve("none"), new ImageCache.Listener<>() {
                    @Override
                    public void progress(String task, String message) {}

                    @Override
                    public void ready(String task, Image image) {
                        why.complete("");
                    }

                    @Override
                    public void failed(String task, String reason) {
                        why.complete(reason);
                    }
                })) {
            none.want("t", "a", Optional.empty());
            assertThat(why.join()).isEqualTo("this agent has no image store (boreas.agent.images.store)");
        }
    }
}
