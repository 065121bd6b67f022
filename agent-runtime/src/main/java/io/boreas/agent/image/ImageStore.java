package io.boreas.agent.image;

import io.boreas.core.task.ImageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The operator's folder of images. One of the name {@code a/b:1} is in the folder {@code a/b}, in the layout of OCI, or in the
 * tar {@code a/b:1.tar}, or in {@code a/b.tar}, which may hold several. What is written there is not written by tasks, and yet not
 * believed.
 */
record ImageStore(Path folder) {
    static final String TAG_DEFAULT = "latest";

    /** @throws ImageException.Absent if the store says nothing of it, so that somebody else may */
    StoredImage open(ImageName name) throws IOException, ImageException {
        var layout = folder.resolve(name.repository());
        if (OciLayout.is(layout)) {
            return OciLayout.open(layout, name);
        }
        var tag = name.tag().isEmpty() ? TAG_DEFAULT : name.tag();
        for (var tar : List.of(name.repository() + ":" + tag + ".tar", name.repository() + ".tar")) {
            if (Files.isRegularFile(folder.resolve(tar))) {
                return DockerArchive.open(folder.resolve(tar), name);
            }
        }
        throw new ImageException.Absent("the image store " + folder + " has neither a folder '" + name.repository()
                + "' in the layout of OCI, nor a '" + name.repository() + ":" + tag + ".tar' or '" + name.repository()
                + ".tar'");
    }
}
