package io.boreas.agent.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.core.task.ImageName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/** An image of a tar as {@code docker save} and others write it: {@code manifest.json} says what else is in it. */
final class DockerArchive implements StoredImage {
    private static final int TEXT_BYTES_MAX = 4 << 20;
    private static final String LIBRARY = "docker.io/library/";

    private final TarFile tar;
    private final Map<String, TarArchiveEntry> files = new HashMap<>();
    private final byte[] text;
    private final ImageConfig config;
    private final String id;
    private final List<String> layers;

    private DockerArchive(TarFile tar, ImageName name) throws IOException, ImageException {
        this.tar = tar;
        tar.getEntries().forEach(entry -> files.put(entry.getName(), entry));
        var image = named(ImageConfig.tree(text("manifest.json"), "its manifest.json"), name);
        this.text = text(image.path("Config").asText());
        this.id = Digests.of(text);
        this.config = ImageConfig.parse(text);
        this.layers = ImageConfig.texts(image.path("Layers"));
        if (!name.digest().isEmpty() && !name.digest().equals(id)) {
            throw new ImageException("the digest of its configuration is " + id + ", not " + name.digest());
        }
        if (layers.size() != config.layers().size()) {
            throw new ImageException("its manifest.json has " + layers.size() + " layers, its configuration "
                    + config.layers().size());
        }
    }

    /** The image of this name in a tar: the one of its tag, or the only one. */
    static DockerArchive open(Path file, ImageName name) throws IOException, ImageException {
        var tar = new TarFile(file);
        try {
            return new DockerArchive(tar, name);
        } catch (IOException | ImageException | RuntimeException e) {
            tar.close();
            throw e;
        }
    }

    private static JsonNode named(JsonNode images, ImageName name) throws ImageException {
        var tags = new ArrayList<String>();
        var wanted = name.repository() + ":" + (name.tag().isEmpty() ? ImageStore.TAG_DEFAULT : name.tag());
        for (var image : images) {
            for (var tag : image.path("RepoTags")) {
                tags.add(tag.asText());
                if (plain(tag.asText()).equals(plain(wanted))) {
                    return image;
                }
            }
        }
        if (images.size() == 1 && (tags.isEmpty() || name.tag().isEmpty())) {
            return images.get(0);
        }
        throw new ImageException.Absent("the store has no " + wanted + " in its tar, but " + tags);
    }

    private static String plain(String name) {
        return name.startsWith(LIBRARY) ? name.substring(LIBRARY.length()) : name;
    }

    private TarArchiveEntry file(String name) throws ImageException {
        var entry = files.get(name);
        if (entry != null && entry.isSymbolicLink()) {
            // of layers that are the same only one is there
            entry = files.get(Path.of(name)
                    .resolveSibling(entry.getLinkName())
                    .normalize()
                    .toString());
        }
        if (entry == null || !entry.isFile()) {
            throw new ImageException("its tar has no file '" + name + "'");
        }
        return entry;
    }

    private byte[] text(String name) throws IOException, ImageException {
        try (var in = tar.getInputStream(file(name))) {
            var bytes = in.readNBytes(TEXT_BYTES_MAX + 1);
            if (bytes.length > TEXT_BYTES_MAX) {
                throw new ImageException(name + " has more than " + TEXT_BYTES_MAX + " bytes");
            }
            return bytes;
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
        return tar.getInputStream(file(layers.get(index)));
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
