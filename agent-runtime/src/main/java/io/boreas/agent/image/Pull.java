package io.boreas.agent.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.core.task.ImageName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One image on its way from a registry into a folder, of which nothing is left when it is closed. Each part is what its digest says before
 * anything is read of it. Used by one thread, whose interruption calls it off.
 */
final class Pull implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pull.class);
    private static final int MANIFESTS_MAX = 4;

    private final ImageName name;
    private final Path folder;
    private final long bytesMax;
    private final RegistryClient client;

    /** Hears how far it is: bytes so far, and in all. */
    @FunctionalInterface
    interface Progress {
        void at(long bytes, long total);
    }

    /**
     * @param folder its own, which is not there yet
     * @param bytesMax of all its layers together, as they are stored
     */
    Pull(Registry registry, ImageName name, RegistrySettings settings, Path folder, long bytesMax)
            throws ImageException {
        this.name = name;
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.client = new RegistryClient(registry, name.path(), settings);
    }

    /**
     * What the name stands for.
     *
     * @param id the digest of its configuration, by which the image is known
     * @param configBytes how many that has
     * @param layers how many bytes each has, as it is stored, by digest
     * @param manifests digests of the indexes that led to its manifest, and of that
     */
    record Found(String id, int configBytes, Map<String, Long> layers, List<String> manifests) {}

    /** Asks what the name stands for now. */
    Found ask() throws ImageException, IOException, InterruptedException {
        var tag = name.tag().isEmpty() ? ImageStore.TAG_DEFAULT : name.tag();
        var reference = name.digest().isEmpty() ? tag : name.digest();
        var manifests = new ArrayList<String>();
        while (manifests.size() < MANIFESTS_MAX) {
            var text = client.manifest(reference);
            var digest = Digests.of(text);
            if (!reference.equals(tag)) {
                expect(reference, digest);
            }
            manifests.add(digest);
            var tree = ImageConfig.tree(text, "its manifest");
            if (tree.has("manifests") == tree.has("layers")) {
                throw new ImageException("its manifest is neither that of an image nor an index of some");
            }
            if (tree.has("layers")) {
                write(digest, text);
                return found(tree, manifests);
            }
            reference = digest(OciLayout.ofMachine(tree));
        }
        throw new ImageException("its index leads from one to another");
    }

    private Found found(JsonNode manifest, List<String> manifests) throws ImageException {
        var layers = new LinkedHashMap<String, Long>();
        long left = bytesMax;
        for (var layer : manifest.path("layers")) {
            long size = size(layer, Long.MAX_VALUE);
            if (layers.put(digest(layer.path("digest").asText()), size) == null) {
                left = size > left ? -1 : left - size;
            }
            if (left < 0) {
                throw new ImageException("its layers have more than the " + bytesMax
                        + " bytes that an image may have (boreas.agent.images.size-max)");
            }
        }
        var config = manifest.path("config");
        var configBytes = (int) size(config, RegistryClient.TEXT_BYTES_MAX);
        return new Found(digest(config.path("digest").asText()), configBytes, layers, manifests);
    }

    private static long size(JsonNode part, long max) throws ImageException {
        var size = part.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0 || size.asLong() > max) {
            throw new ImageException("its manifest does not say how many bytes a part of it has, or says too many");
        }
        return size.asLong();
    }

    /** Brings the parts of what was found. */
    OciLayout bring(Found found, Progress progress) throws ImageException, IOException, InterruptedException {
        var config = new ByteArrayOutputStream();
        client.blob(found.id(), found.configBytes(), config, bytes -> {});
        expect(found.id(), Digests.of(config.toByteArray()));
        write(found.id(), config.toByteArray());
        long total = found.layers().values().stream().mapToLong(Long::longValue).sum();
        var got = new long[1];
        for (var layer : found.layers().entrySet()) {
            var file = OciLayout.file(folder, layer.getKey());
            try (var out = Digests.written(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
                client.blob(layer.getKey(), layer.getValue(), out, bytes -> progress.at(got[0] += bytes, total));
                expect(layer.getKey(), Digests.of(out));
            }
        }
        return OciLayout.of(folder, found.manifests().getLast());
    }

    private static String digest(String said) throws ImageException {
        if (!Digests.isDigest(said)) {
            throw new ImageException("a part of it has no digest of SHA-256 but '" + said + "'");
        }
        return said;
    }

    private void write(String digest, byte[] text) throws IOException, ImageException {
        var file = OciLayout.file(folder, digest);
        Files.createDirectories(file.resolve("..").normalize());
        Files.write(file, text);
    }

    private static void expect(String digest, String is) throws ImageException {
        if (!is.equals(digest)) {
            throw new ImageException("a part of it is not what it is to be: its digest is " + is + ", not " + digest);
        }
    }

    @Override
    public void close() {
        client.close();
        try {
            SandboxCollector.deleteTree(folder);
        } catch (IOException e) {
            LOG.warn("what was pulled cannot be deleted; it is when the agent starts again folder={}", folder, e);
        }
    }
}
