package io.boreas.http.mesos.translate;

import io.boreas.core.agent.Operation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.http.mesos.proto.Mesos;
import java.util.List;
import java.util.Optional;

/** Operations on offers. */
public record OperationReader(TaskReader tasks) {
    /** What an operation says. */
    public sealed interface Read {
        /** It can be decided on. */
        record Good(Operation operation) implements Read {}

        /**
         * It means nothing that could be decided on: it is left out, and the others go on without it. Source: Mesos,
         * {@code Master::drop}.
         *
         * @param id what the framework named it
         */
        record Bad(Optional<String> id, String message) implements Read {}
    }

    public Read read(Mesos.Offer.Operation operation) {
        var id = operation.hasId() ? Optional.of(operation.getId().getValue()) : Optional.<String>empty();
        var missing = missing(operation);
        if (missing.isPresent()) {
            return new Read.Bad(id, missing.get());
        }
        try {
            return read(operation, id);
        } catch (ResourceSyntaxException e) {
            return new Read.Bad(
                    id, "Invalid " + operation.getType() + " operation: invalid resources: " + e.getMessage());
        }
    }

    private Read read(Mesos.Offer.Operation operation, Optional<String> id) {
        return switch (operation.getType()) {
            case UNKNOWN -> new Read.Bad(id, "Unknown operation");
            case LAUNCH ->
                new Read.Good(new Operation.Launch(
                        id,
                        operation.getLaunch().getTaskInfosList().stream()
                                .map(tasks::task)
                                .toList()));
            case LAUNCH_GROUP -> new Read.Good(group(operation.getLaunchGroup(), id));
            case RESERVE ->
                operation.getReserve().getSourceCount() > 0
                        ? new Read.Bad(id, "Invalid RESERVE operation: 'source' is not supported yet")
                        : new Read.Good(new Operation.Reserve(
                                id, resources(operation.getReserve().getResourcesList())));
            case UNRESERVE ->
                new Read.Good(new Operation.Unreserve(
                        id, resources(operation.getUnreserve().getResourcesList())));
            case CREATE ->
                new Read.Good(
                        new Operation.Create(id, resources(operation.getCreate().getVolumesList())));
            case DESTROY ->
                new Read.Good(new Operation.Destroy(
                        id, resources(operation.getDestroy().getVolumesList())));
            case GROW_VOLUME -> {
                var grow = operation.getGrowVolume();
                yield new Read.Good(new Operation.GrowVolume(id, one(grow.getVolume()), one(grow.getAddition())));
            }
            case SHRINK_VOLUME -> {
                var shrink = operation.getShrinkVolume();
                yield new Read.Good(new Operation.ShrinkVolume(
                        id,
                        one(shrink.getVolume()),
                        Scalar.of(shrink.getSubtract().getValue()).milli()));
            }
            case CREATE_DISK -> new Read.Good(new Operation.CreateDisk(id));
            case DESTROY_DISK -> new Read.Good(new Operation.DestroyDisk(id));
        };
    }

    private Operation group(Mesos.Offer.Operation.LaunchGroup group, Optional<String> id) {
        var executor = group.getExecutor();
        return new Operation.LaunchGroup(
                id,
                tasks.executor(executor),
                group.getTaskGroup().getTasksList().stream()
                        .map(task -> tasks.grouped(task, executor))
                        .toList());
    }

    private static Resources resources(List<Mesos.Resource> resources) {
        return ResourceMessages.read(resources).unallocate();
    }

    private static Resource one(Mesos.Resource resource) {
        var read = ResourceMessages.readOne(resource);
        return read.on(read.terms().unallocated());
    }

    private static Optional<String> missing(Mesos.Offer.Operation operation) {
        boolean there =
                switch (operation.getType()) {
                    case UNKNOWN -> true;
                    case LAUNCH -> operation.hasLaunch();
                    case LAUNCH_GROUP -> operation.hasLaunchGroup();
                    case RESERVE -> operation.hasReserve();
                    case UNRESERVE -> operation.hasUnreserve();
                    case CREATE -> operation.hasCreate();
                    case DESTROY -> operation.hasDestroy();
                    case GROW_VOLUME -> operation.hasGrowVolume();
                    case SHRINK_VOLUME -> operation.hasShrinkVolume();
                    case CREATE_DISK -> operation.hasCreateDisk();
                    case DESTROY_DISK -> operation.hasDestroyDisk();
                };
        return there
                ? Optional.empty()
                : Optional.of("A " + operation.getType() + " operation must have the field that its type names");
    }
}
