package io.boreas.agent.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.core.task.ImageName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image of a folder in the layout of OCI. Source: OCI image specification 1.1, "image-layout". */
final class OciLayout implements StoredImage {
    private static final String NAME = "org.opencontainers.image.ref.name";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final long TEXT_BYTES_MAX = 4L << 20;
    private static final int INDEXES_MAX = 4;
    private static final Map<String, String> ARCHITECTURES =
            Map.of("amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64");

    private final Path folder;
    private final byte[] text;
    private final ImageConfig config;
    private final String id;
    private final List<String> layers = new ArrayList<>();
    private Digests.@Nullable Checked open;

    private OciLayout(Path folder, String manifest) throws IOException, ImageException {
        this.folder = folder;
        var tree = ImageConfig.tree(blob(manifest), "its manifest");
        this.id = tree.path("config").path("digest").asText();
        this.text = blob(id);
        this.config = ImageConfig.parse(text);
        tree.path("layers").forEach(layer -> layers.add(layer.path("digest").asText()));
        if (layers.size() != config.layers().size()) {
            throw new ImageException("its manifest has " + layers.size() + " layers, its configuration "
                    + config.layers().size());
        }
    }

    /** Whether a folder is one. */
    static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve("oci-layout"));
    }

    /** The image of this name in a folder: the one of its tag, or the only one; of its digest, if it has one. */
    static OciLayout open(Path folder, ImageName name) throws IOException, ImageException {
        var index = ImageConfig.tree(bounded(folder.resolve("index.json")), "its index.json");
        var digest = name.digest().isEmpty() ? digest(index, name) : name.digest();
        if (!name.digest().isEmpty() && !Files.exists(file(folder, digest))) {
            throw new ImageException.Absent("the store has not all of it: " + file(folder, digest) + " is missing");
        }
        for (int i = 0; i < INDEXES_MAX; i++) {
            var tree = ImageConfig.tree(blob(folder, digest), "its manifest");
            if (!tree.has("manifests")) {
                return new OciLayout(folder, digest);
            }
            digest = ofMachine(tree);
        }
        throw new ImageException("its index leads from one to another");
    }

    /** The image of this manifest in a folder that has parts and no index. */
    static OciLayout of(Path folder, String manifest) throws IOException, ImageException {
        return new OciLayout(folder, manifest);
    }

    /** Where a part is, in a folder. */
    static Path file(Path folder, String digest) throws ImageException {
        if (!Digests.isDigest(digest)) {
            throw new ImageException("a part of it has no digest of SHA-256 but '" + digest + "'");
        }
        return folder.resolve("blobs").resolve("sha256").resolve(Digests.hex(digest));
    }

    private static String digest(JsonNode index, ImageName name) throws ImageException {
        var tag = name.tag().isEmpty() ? ImageStore.TAG_DEFAULT : name.tag();
        var tags = new ArrayList<String>();
        for (var manifest : index.path("manifests")) {
            var ref = manifest.path("annotations").path(NAME).asText("");
            tags.add(ref);
            if (ref.equals(tag) || ref.equals(name.repository() + ":" + tag)) {
                return manifest.path("digest").asText();
            }
        }
        if (tags.size() == 1 && (name.tag().isEmpty() || tags.getFirst().isEmpty())) {
            return index.path("manifests").get(0).path("digest").asText();
        }
        throw new ImageException.Absent("the store has no tag " + tag + " of it, but " + tags);
    }

    /** The digest of the one for this machine, among several. */
    static String ofMachine(JsonNode index) throws ImageException {
        var here = ARCHITECTURES.getOrDefault(System.getProperty("os.arch"), System.getProperty("os.arch"));
        var others = new ArrayList<String>();
        for (var manifest : index.path("manifests")) {
            var platform = manifest.path("platform");
            var type = manifest.path("mediaType").asText("");
            if (type.equals(INDEX) || type.equals(LIST) || platform.isMissingNode()) {
                return manifest.path("digest").asText();
            }
            others.add(platform.path("os").asText() + "/"
                    + platform.path("architecture").asText());
            if (others.getLast().equals("linux/" + here)) {
                return manifest.path("digest").asText();
            }
        }
        throw new ImageException("it is for " + others + ", not for linux/" + here);
    }

    private byte[] blob(String digest) throws IOException, ImageException {
        return blob(folder, digest);
    }

    private static byte[] blob(Path folder, String digest) throws IOException, ImageException {
        var bytes = bounded(file(folder, digest));
        var is = Digests.of(bytes);
        if (!is.equals(digest)) {
            throw new ImageException("a part of it is not what it is to be: its digest is " + is + ", not " + digest);
        }
        return bytes;
    }

    private static byte[] bounded(Path file) throws IOException, ImageException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes((int) TEXT_BYTES_MAX + 1);
            if (bytes.length > TEXT_BYTES_MAX) {
                throw new ImageException(file.getFileName() + " has more than " + TEXT_BYTES_MAX + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new ImageException("the store has not all of it: " + e.getMessage() + " is missing", e);
        }
    }

    @Override
    public ImageConfig config() {
        return config;
    }

    @Override
    public byte[] text() {
        return text;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public InputStream layer(int index) throws IOException, ImageException {
        try {
            var checked = Digests.checked(Files.newInputStream(file(folder, layers.get(index))));
            open = checked;
            return checked;
        } catch (NoSuchFileException e) {
            throw new ImageException("the store has not all of it: " + e.getMessage() + " is missing", e);
        }
    }

    @Override
    public void verify(int index) throws IOException, ImageException {
        if (open != null) {
            open.expect(layers.get(index), "its layer " + (index + 1));
        }
    }

    @Override
    public void close() {}
}
