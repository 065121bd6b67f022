package io.boreas.agent.image;

import io.boreas.agent.fetch.Packed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes images into a store: layer by layer, in the layout of OCI or as a tar. */
public final class TestImage {
    /** The type of the manifests of images. */
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final List<byte[]> layers = new ArrayList<>();
    private String ending = "gzip";
    private Packing packing = Packed::gzip;
    private String config = "\"Env\": [\"PATH=/usr/bin:/bin\", \"GREETING=hello\"]";

    /** What becomes of a layer in the layout of OCI. */
    public interface Packing {
        byte[] of(byte[] tar) throws IOException;
    }

    /** A layer that is being written. */
    public static final class Layer {
        private final TarArchiveOutputStream out;

        private Layer(TarArchiveOutputStream out) {
            this.out = out;
        }

        public Layer folder(String name) {
            return entry(name + "/", TarConstants.LF_DIR, "", new byte[0], 0755);
        }

        public Layer file(String name, String text) {
            return file(name, text.getBytes(StandardCharsets.UTF_8), 0644);
        }

        public Layer file(String name, byte[] content, int mode) {
            return entry(name, TarConstants.LF_NORMAL, "", content, mode);
        }

        public Layer link(String name, String target) {
            return entry(name, TarConstants.LF_SYMLINK, target, new byte[0], 0777);
        }

        public Layer hardLink(String name, String target) {
            return entry(name, TarConstants.LF_LINK, target, new byte[0], 0644);
        }

        public Layer pipe(String name) {
            return entry(name, TarConstants.LF_FIFO, "", new byte[0], 0644);
        }

        private Layer entry(String name, byte type, String target, byte[] content, int mode) {
            try {
                var entry = new TarArchiveEntry(name, type, true);
                entry.setLinkName(target);
                entry.setSize(content.length);
                entry.setMode(mode);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public TestImage layer(Consumer<Layer> write) throws IOException {
        layers.add(tar(write));
        return this;
    }

    /** Packs its layers otherwise than by gzip. */
    public TestImage packed(String by, Packing how) {
        ending = by;
        packing = how;
        return this;
    }

    /** The members of its {@code config}. */
    public TestImage config(String members) {
        config = members;
        return this;
    }

    /** A layer with these programs of the machine, and all that they load. */
    public TestImage programs(String... names) throws IOException {
        var files = new TreeSet<String>();
        for (var name : names) {
            var program = Path.of("/bin/" + name);
            files.add(program.toString());
            var ldd = new ProcessBuilder("ldd", program.toRealPath().toString()).start();
            for (var line : new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                for (var word : line.trim().split("\\s+")) {
                    if (word.startsWith("/")) {
                        files.add(word);
                    }
                }
            }
        }
        return layer(layer -> {
            for (var file : files) {
                try {
                    layer.file(file.substring(1), Files.readAllBytes(Path.of(file)), 0755);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    /** An archive with what is written into it. */
    public static byte[] tar(Consumer<Layer> write) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            write.accept(new Layer(out));
        }
        return bytes.toByteArray();
    }

    private byte[] configText() {
        var diffs =
                layers.stream().map(layer -> "\"" + Digests.of(layer) + "\"").toList();
        return ("{\"architecture\": \"amd64\", \"os\": \"linux\", \"config\": {" + config + "}, \"rootfs\": {\"type\":"
                        + " \"layers\", \"diff_ids\": " + diffs + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Into a folder in the layout of OCI, packed; the digest of its manifest. */
    public String layout(Path folder, String tag) throws IOException {
        Files.createDirectories(folder.resolve("blobs/sha256"));
        var packed = new ArrayList<String>();
        for (var layer : layers) {
            packed.add(part(folder, "layer.v1.tar+" + ending, packing.of(layer)));
        }
        var manifest = "{\"schemaVersion\": 2, \"mediaType\": \"" + MANIFEST + "\", \"config\": "
                + part(folder, "config.v1+json", configText()) + ", \"layers\": " + packed + "}";
        var digest = blob(folder, manifest.getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
        Files.writeString(
                folder.resolve("index.json"),
                "{\"manifests\": [{\"digest\": \"" + digest
                        + "\", \"annotations\": {\"org.opencontainers.image.ref.name\": \"" + tag + "\"}}]}");
        return digest;
    }

    private static String part(Path folder, String type, byte[] bytes) throws IOException {
        return "{\"mediaType\": \"application/vnd.oci.image." + type + "\", \"digest\": \"" + blob(folder, bytes)
                + "\", \"size\": " + bytes.length + "}";
    }

    private static String blob(Path folder, byte[] bytes) throws IOException {
        var digest = Digests.of(bytes);
        Files.write(folder.resolve("blobs/sha256").resolve(Digests.hex(digest)), bytes);
        return digest;
    }

    /** Into a tar as of {@code docker save}; the digest of its configuration. */
    public String archive(Path file, String name) throws IOException {
        var text = configText();
        var id = Digests.of(text);
        Files.write(file, tar(layer -> {
            var names = new ArrayList<String>();
            for (int i = 0; i < layers.size(); i++) {
                names.add("\"" + i + "/layer.tar\"");
                layer.file(i + "/layer.tar", layers.get(i), 0644);
            }
            layer.file(Digests.hex(id) + ".json", text, 0644);
            layer.file(
                    "manifest.json",
                    "[{\"Config\": \"" + Digests.hex(id) + ".json\", \"RepoTags\": [\"" + name + "\"], \"Layers\": "
                            + names + "}]");
        }));
        return id;
    }
}
