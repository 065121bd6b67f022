package io.boreas.http.mesos.translate;

import io.boreas.core.task.Container;
import io.boreas.core.task.ImageName;
import io.boreas.core.task.Problem;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import io.boreas.http.mesos.proto.Mesos;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What tasks of frameworks have instead of their agent's file system, or in it. Source: Mesos, the isolators {@code volume/…}. */
final class VolumeReader {
    private static final String WHERE = "TaskInfo.container";

    private VolumeReader() {}

    /** The container of a task; empty if it asks for nothing that is to be had. */
    static Optional<Container> container(Mesos.ContainerInfo info) {
        var image = Optional.of(info.getMesos().getImage().getDocker().getName())
                .filter(name -> ImageName.parse(name).isPresent());
        var volumes = volumes(info, true, new ArrayList<>());
        return image.isEmpty() && volumes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Container(image.orElse(""), volumes));
    }

    /**
     * The volumes that are to be had, and what is wrong with the others.
     *
     * @param grouped whether the task is in an executor that the agent runs itself, of which it can share the sandbox
     */
    static List<Volume> volumes(Mesos.ContainerInfo info, boolean grouped, List<String> problems) {
        var volumes = new ArrayList<Volume>();
        for (int i = 0; i < info.getVolumesCount(); i++) {
            var volume = info.getVolumes(i);
            source(volume, grouped, "'" + WHERE + ".volumes[" + i + "]", problems)
                    .ifPresent(source -> volumes.add(new Volume(
                            volume.getContainerPath(),
                            volume.getMode() == Mesos.Volume.Mode.RO || source instanceof Source.Secret,
                            source)));
        }
        return volumes;
    }

    /** @param where the volume, after an opening quote */
    private static Optional<Source> source(Mesos.Volume volume, boolean grouped, String where, List<String> problems) {
        if (volume.hasImage()) {
            return refused(where + ".image' is not supported yet: only a task itself runs in an image", problems);
        }
        if (volume.hasHostPath() == volume.hasSource()) {
            return refused(where + "' has to have one of 'host_path' and 'source'", problems);
        }
        if (volume.hasHostPath()) {
            // Source: Mesos, volume/sandbox_path: one that is not absolute is of the sandbox
            return Optional.of(
                    volume.getHostPath().startsWith("/")
                            ? new Source.Host(volume.getHostPath())
                            : new Source.Sandbox(volume.getHostPath()));
        }
        var source = volume.getSource();
        return switch (source.getType()) {
            case HOST_PATH -> host(source.getHostPath(), where + ".source.host_path", problems);
            case SANDBOX_PATH -> sandbox(source.getSandboxPath(), grouped, where + ".source.sandbox_path", problems);
            case SECRET -> secret(source.getSecret(), where + ".source.secret", problems);
            case UNKNOWN, DOCKER_VOLUME, CSI_VOLUME ->
                refused(
                        where + ".source.type' can only be HOST_PATH, SANDBOX_PATH or SECRET, not " + source.getType(),
                        problems);
        };
    }

    private static Optional<Source> host(Mesos.Volume.Source.HostPath host, String where, List<String> problems) {
        if (host.getMountPropagation().getMode() != Mesos.MountPropagation.Mode.UNKNOWN) {
            return refused(
                    where + ".mount_propagation' is not supported yet: what is mounted later is seen on neither side",
                    problems);
        }
        return Optional.of(new Source.Host(host.getPath()));
    }

    private static Optional<Source> sandbox(
            Mesos.Volume.Source.SandboxPath sandbox, boolean grouped, String where, List<String> problems) {
        return switch (sandbox.getType()) {
            case SELF -> Optional.of(new Source.Sandbox(sandbox.getPath()));
            case PARENT ->
                grouped
                        ? Optional.of(new Source.Parent(sandbox.getPath()))
                        : refused(
                                where + ".type' can only be SELF: the task is in no executor of type DEFAULT, whose"
                                        + " sandbox it could share",
                                problems);
            case UNKNOWN -> refused(where + ".type' is missing", problems);
        };
    }

    private static Optional<Source> secret(Mesos.Secret secret, String where, List<String> problems) {
        return switch (secret.getType()) {
            case REFERENCE -> {
                if (!secret.hasReference() || secret.hasValue()) {
                    yield refused(where + "' of type REFERENCE has to have a reference, and no value", problems);
                }
                yield secret.getReference().hasKey()
                        ? refused(
                                where + ".reference.key' is not supported: secrets of agents are files, each with a"
                                        + " name alone",
                                problems)
                        : Optional.of(new Source.Secret(secret.getReference().getName()));
            }
            case VALUE ->
                refused(
                        where + ".type' can only be REFERENCE: a value would be in the master's journal, and in every"
                                + " state that it shows",
                        problems);
            case UNKNOWN -> refused(where + ".type' is missing", problems);
        };
    }

    private static Optional<Source> refused(String why, List<String> problems) {
        problems.add(why);
        return Optional.empty();
    }

    /** How what is wrong with a container is told to frameworks, in the words of their fields; empty if it is wrong with something else. */
    static Optional<String> told(Problem problem, String path) {
        var prefix = path + ".container.volumes";
        return problem.path().startsWith(prefix)
                ? Optional.of("'" + WHERE + ".volumes"
                        + problem.path()
                                .substring(prefix.length())
                                .replaceFirst("\\.host$", ".source.host_path.path")
                                .replaceFirst("\\.sandbox$", ".source.sandbox_path.path")
                                .replaceFirst("\\.parent$", ".source.sandbox_path.path")
                                .replaceFirst("\\.secret$", ".source.secret.reference.name")
                        + "' " + problem.message())
                : Optional.empty();
    }

    /** The same task without the values of secrets, which it cannot have and nobody is to keep. */
    static Mesos.TaskInfo withoutValues(Mesos.TaskInfo info) {
        if (info.getContainer().getVolumesList().stream()
                .noneMatch(volume -> volume.getSource().getSecret().hasValue())) {
            return info;
        }
        var copy = info.toBuilder();
        copy.getContainerBuilder().getVolumesBuilderList().stream()
                .filter(volume -> volume.getSource().getSecret().hasValue())
                .forEach(volume -> volume.getSourceBuilder().getSecretBuilder().clearValue());
        return copy.build();
    }
}
