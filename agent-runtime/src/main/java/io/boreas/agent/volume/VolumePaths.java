package io.boreas.agent.volume;

import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Resource;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the data of volumes is: {@code volumes/roles/<role>/<id>} in the work directory or on the disk they are of, or the
 * whole disk. Source: Mesos, {@code slave/paths.cpp}, {@code getPersistentVolumePath}.
 */
final class VolumePaths {
    private VolumePaths() {}

    /** All about volumes below a work directory or disk. */
    static Path folder(Path base) {
        return base.resolve("volumes");
    }

    /** The work directory, or the disk the volume is of. */
    static Path base(Path home, Resource volume) throws IOException {
        var root = volume.terms().disk().flatMap(DiskInfo::source).flatMap(DiskInfo.Source::root);
        try {
            return root.map(home::resolve).orElse(home).normalize();
        } catch (InvalidPathException e) {
            throw new IOException("the disk of volume " + volume + " is nowhere: " + e.getMessage(), e);
        }
    }

    /** Whether the volume is a whole disk, so that it has no folder of its own on it. */
    static boolean isWholeDisk(Resource volume) {
        return source(volume)
                .filter(source -> source.type() == DiskInfo.SourceType.MOUNT)
                .isPresent();
    }

    private static Optional<DiskInfo.Source> source(Resource volume) {
        return volume.terms().disk().flatMap(DiskInfo::source);
    }

    /**
     * The folder of its data.
     *
     * @throws IOException if its role or id can be no name of a folder, or it is of a disk without one
     */
    static Path data(Path home, Resource volume) throws IOException {
        var source = source(volume);
        boolean rooted =
                source.isEmpty() || source.flatMap(DiskInfo.Source::root).isPresent();
        if (!rooted) {
            throw new IOException("volume " + volume + " is of a disk without a root, and these have no folders");
        }
        var base = base(home, volume);
        if (isWholeDisk(volume)) {
            return base;
        }
        // A role below others is one folder, as in Mesos: no name of a role has a blank.
        var role = volume.terms().role().name().replace('/', ' ');
        var id = volume.terms()
                .disk()
                .flatMap(DiskInfo::persistence)
                .orElseThrow()
                .id();
        try {
            return folder(base).resolve("roles").resolve(name(role)).resolve(name(id));
        } catch (InvalidPathException e) {
            throw new IOException("volume " + volume + " has no possible folder: " + e.getMessage(), e);
        }
    }

    /**
     * Where it appears, from the sandbox down.
     *
     * @throws IOException if that is not within the sandbox
     */
    static List<String> inSandbox(Resource volume) throws IOException {
        var path = volume.terms()
                .disk()
                .flatMap(DiskInfo::volume)
                .orElseThrow(() -> new IOException("volume " + volume + " does not say where it appears"))
                .containerPath();
        var parts = List.of(path.split("/", -1));
        for (var part : parts) {
            name(part);
        }
        return parts;
    }

    private static String name(String name) throws IOException {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0) {
            throw new IOException("\"" + name + "\" can be no name of a folder of a volume");
        }
        return name;
    }
}
