package io.boreas.core.task;

import java.util.List;

/**
 * What a task has instead of the file system of its agent, or in it.
 *
 * @param image an {@link ImageName} in text, whose file system it has; empty for that of its agent
 * @param volumes what appears there besides
 */
public record Container(String image, List<Volume> volumes) {
    public Container {
        volumes = List.copyOf(volumes);
    }

    /** One without volumes. */
    public Container(String image) {
        this(image, List.of());
    }

    /** Whether its file system is that of an image. */
    public boolean hasImage() {
        return !image.isEmpty();
    }

    /** One without volumes is shown as it was before there were any, in what was kept of earlier versions. */
    @Override
    public String toString() {
        return "Container[image=" + image + (volumes.isEmpty() ? "" : ", volumes=" + volumes) + "]";
    }
}
