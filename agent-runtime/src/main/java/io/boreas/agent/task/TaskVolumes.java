package io.boreas.agent.task;

import io.boreas.agent.process.Account;
import io.boreas.agent.process.ForeignRoot;
import io.boreas.agent.process.Mount;
import io.boreas.agent.process.Mount.Missing;
import io.boreas.agent.process.Mount.What;
import io.boreas.agent.sandbox.ParentSandboxes;
import io.boreas.agent.volume.HostPaths;
import io.boreas.agent.volume.ImagePlaces;
import io.boreas.agent.volume.MachinePlaces;
import io.boreas.agent.volume.Secrets;
import io.boreas.agent.volume.UnmountableException;
import io.boreas.agent.volume.VolumeSettings;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import io.boreas.core.task.VolumeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether tasks can have the volumes that they ask for, and what is mounted for them. Used by the loop's thread. */
final class TaskVolumes {
    private final VolumeSettings settings;
    private final HostPaths hostPaths;
    private final MachinePlaces machine;
    private final Secrets secrets;
    private final ParentSandboxes parents;

    /** @param home the agent's work directory */
    TaskVolumes(VolumeSettings settings, Path home, ParentSandboxes parents) {
        this.parents = parents;
        this.settings = settings;
        this.secrets = new Secrets(settings.secrets());
        this.hostPaths = new HostPaths(settings.hostPaths(), home, secrets);
        this.machine = new MachinePlaces(home);
    }

    /**
     * What is to be mounted for a task.
     *
     * @param root its file system, which nothing was mounted in yet; empty for the machine's
     * @throws UnmountableException if it cannot have one of its volumes
     */
    List<Mount> of(PreparedTask task, Optional<ForeignRoot> root) throws IOException {
        var volumes = task.launch().spec().volumes();
        if (volumes.isEmpty()) {
            return List.of();
        }
        if (Account.self().uid() != 0) {
            throw new UnmountableException("this agent does not run as root, and nobody else can mount volumes");
        }
        long memory = volumes.stream().mapToLong(TaskVolumes::memory).sum();
        if (memory > settings.memoryBytesMax()) {
            throw new UnmountableException(
                    "its volumes of memory take " + memory + " bytes, and on this agent they take "
                            + settings.memoryBytesMax() + " together (boreas.agent.volumes.tmpfs-max)");
        }
        var sandbox = task.hostSandbox().toRealPath();
        var mounts = new ArrayList<Mount>();
        for (var volume : volumes) {
            try {
                mounts.add(mount(volume, sandbox, task, root));
            } catch (UnmountableException e) {
                throw new UnmountableException("its volume at " + volume.containerPath() + ": " + e.getMessage());
            }
        }
        apart(mounts);
        return mounts;
    }

    private static long memory(Volume volume) {
        return volume.source() instanceof Source.Memory(var bytes) ? bytes : 0;
    }

    private Mount mount(Volume volume, Path sandbox, PreparedTask task, Optional<ForeignRoot> root) throws IOException {
        var what = what(volume, sandbox, task);
        var place = VolumeCheck.place(volume.containerPath(), root.isPresent());
        if (root.isPresent() && place.startsWith("/")) {
            var foreign = root.get();
            var resolved = new ImagePlaces(List.of(foreign.upper(), foreign.lower())).resolve(place, what.isFile());
            place = VolumeCheck.place(resolved, true);
            var why = VolumeCheck.forbidden(place, true);
            if (!why.isEmpty()) {
                throw new UnmountableException("in its image it leads to " + resolved + ", which " + why);
            }
        } else if (place.startsWith("/")) {
            machine.check(place, what.isFile());
        }
        var name = "its volume at " + volume.containerPath();
        if (!place.startsWith("/")) {
            var base = root.isPresent() ? inImage(root.get(), sandbox, task, ForeignRoot.SANDBOX) : sandbox;
            return new Mount(name, base, place, Missing.OF_ACCOUNT, volume.readOnly(), what);
        }
        var base = root.isPresent() ? inImage(root.get(), sandbox, task, Path.of("/")) : Path.of("/");
        var missing = root.isPresent() ? Missing.OF_ROOT : Missing.REFUSED;
        return new Mount(name, base, place.substring(1), missing, volume.readOnly(), what);
    }

    private What what(Volume volume, Path sandbox, PreparedTask task) throws IOException {
        return switch (volume.source()) {
            case Source.Host(var path) -> {
                var real = hostPaths.resolve(path, volume.readOnly());
                yield new What.Machines(real, !Files.isDirectory(real));
            }
            case Source.Sandbox(var path) -> new What.Sandboxes(sandbox, path);
            case Source.Parent(var path) -> new What.Sandboxes(parent(task), path);
            case Source.Memory(var bytes) -> new What.Memory(bytes);
            case Source.Secret(var name) -> new What.Secret(secrets.file(name), Secrets.BYTES_MAX);
        };
    }

    private Path parent(PreparedTask task) throws IOException {
        return parents.of(task.launch().task())
                .orElseThrow(() -> new UnmountableException("the task is in no executor whose sandbox it could share"))
                .toRealPath();
    }

    /** Where something in an image is as long as that is not the task's root. */
    private static Path inImage(ForeignRoot root, Path sandbox, PreparedTask task, Path place) {
        var mount = sandbox.resolve(task.hostSandbox().relativize(root.mount()));
        return mount.resolve(Path.of("/").relativize(place)).normalize();
    }

    /** Links of an image may have led one into another. */
    private static void apart(List<Mount> mounts) throws IOException {
        for (int i = 0; i < mounts.size(); i++) {
            var one = mounts.get(i).base().resolve(mounts.get(i).place());
            for (var other : mounts.subList(0, i)) {
                var before = other.base().resolve(other.place());
                if (one.startsWith(before) || before.startsWith(one)) {
                    throw new UnmountableException(
                            mounts.get(i).name() + ": by links of its image another one has it, is in it or holds it");
                }
            }
        }
    }
}
