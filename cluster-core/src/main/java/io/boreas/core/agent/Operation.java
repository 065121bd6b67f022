package io.boreas.core.agent;

import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import java.util.List;
import java.util.Optional;

/** What a framework does with what it was offered. Source: Mesos, {@code Offer.Operation}. Resources are allocated to nobody. */
public sealed interface Operation {
    /** What the framework names it, to hear of its outcome. */
    Optional<String> id();

    /** One that makes resources into others, which operators may ask for, too. */
    sealed interface OnResources extends Operation {}

    /** Run these, each by itself; none gives the offer back. */
    record Launch(Optional<String> id, List<FrameworkTask> tasks) implements Operation {
        public Launch {
            tasks = List.copyOf(tasks);
        }
    }

    /** Run these in one executor, all of them or none. */
    record LaunchGroup(Optional<String> id, FrameworkExecutor executor, List<FrameworkTask> tasks)
            implements Operation {
        public LaunchGroup {
            tasks = List.copyOf(tasks);
        }
    }

    /** Put one more reservation on top of each; the resources are named with it. */
    record Reserve(Optional<String> id, Resources resources) implements OnResources {}

    /** Take the reservation on top off each; the resources are named with it. */
    record Unreserve(Optional<String> id, Resources resources) implements OnResources {}

    /** Make volumes of reserved disk; they are named as they will be. */
    record Create(Optional<String> id, Resources volumes) implements OnResources {}

    /** Make disk of volumes; their data is deleted. */
    record Destroy(Optional<String> id, Resources volumes) implements OnResources {}

    /** Add disk to a volume. */
    record GrowVolume(Optional<String> id, Resource volume, Resource addition) implements OnResources {}

    /**
     * Take disk from a volume.
     *
     * @param milli thousandths of a MB
     */
    record ShrinkVolume(Optional<String> id, Resource volume, long milli) implements OnResources {}

    /** Make a disk of raw storage. */
    record CreateDisk(Optional<String> id) implements Operation {}

    /** Make raw storage of a disk. */
    record DestroyDisk(Optional<String> id) implements Operation {}
}
