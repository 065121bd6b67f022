package io.boreas.agent.volume;

import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The persistent volumes of an agent: each is a folder, which the sandboxes of tasks that hold it lead to. What is in it goes
 * when the volume is destroyed, and for no other reason. Safe for use by any thread.
 *
 * <p>A destroyed volume is moved aside before that is reported, and its number stored, so that a volume of the same name that
 * is made later is not taken for it.
 */
public final class Volumes {
    private static final Logger LOG = LoggerFactory.getLogger(Volumes.class);
    private static final String ASIDE = "deleted";
    private static final String NUMBER = "deleted-up-to";

    private final Path home;
    private final Object sweeping = new Object();
    private final Set<Path> doubtful = new HashSet<>();
    private long deletedUpTo;

    /**
     * @param home the agent's work directory
     * @throws IOException if what is stored of volumes cannot be read
     */
    public Volumes(Path home) throws IOException {
        this.home = home.toAbsolutePath().normalize();
        this.deletedUpTo = stored();
        sweep(VolumePaths.folder(this.home).resolve(ASIDE));
    }

    private long stored() throws IOException {
        var file = VolumePaths.folder(home).resolve(NUMBER);
        if (!Files.exists(file)) {
            return 0;
        }
        var text = Files.readString(file).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(
                    "which volumes were deleted is damaged in " + file + ": it has to hold a number, not " + text, e);
        }
    }

    /**
     * Makes the volumes among these resources appear in a sandbox, their folders if they are not there yet. What appears
     * already is let be.
     *
     * @param untouched whether no process has run in the sandbox, so that there is nothing in it that could lead elsewhere
     * @throws IOException if one cannot appear; the message says why
     */
    public synchronized void mount(Path sandbox, Resources resources, boolean untouched) throws IOException {
        for (var volume : resources.persistentVolumes().toList()) {
            var data = VolumePaths.data(home, volume);
            if (doubtful.contains(data)) {
                throw new IOException("what an earlier volume has left in " + data + " could not be deleted yet");
            }
            boolean fresh = !Files.isDirectory(data, LinkOption.NOFOLLOW_LINKS);
            Files.createDirectories(data);
            if (fresh || !volume.terms().shared()) {
                own(data, sandbox);
            }
            link(sandbox, VolumePaths.inSandbox(volume), data, untouched);
        }
    }

    /** The folders of the volumes among these resources, to which sandboxes lead. */
    public List<Path> folders(Resources resources) throws IOException {
        var folders = new ArrayList<Path>();
        for (var volume : resources.persistentVolumes().toList()) {
            folders.add(VolumePaths.data(home, volume));
        }
        return folders;
    }

    private static void link(Path sandbox, List<String> path, Path data, boolean untouched) throws IOException {
        var link = sandbox;
        for (var part : path) {
            link = link.resolve(part);
        }
        if (leadsTo(link, data)) {
            return;
        }
        if (path.size() > 1 && !untouched) {
            throw new IOException("a volume can appear at " + String.join("/", path)
                    + " only before its sandbox is used; use a path without '/'");
        }
        var folder = sandbox;
        for (var part : path.subList(0, path.size() - 1)) {
            folder = folder.resolve(part);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder);
                own(folder, sandbox);
            }
        }
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "a volume cannot appear at " + String.join("/", path) + ": the sandbox has something else there");
        }
        Files.createSymbolicLink(link, data);
    }

    private static boolean leadsTo(Path link, Path data) throws IOException {
        return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(data);
    }

    /** Whoever runs in the sandbox may write to the volume. Source: Mesos, {@code PosixFilesystemIsolatorProcess::update}. */
    private static void own(Path folder, Path sandbox) throws IOException {
        var whose = view(sandbox).readAttributes();
        var view = view(folder);
        var is = view.readAttributes();
        if (!is.group().equals(whose.group())) {
            view.setGroup(whose.group());
        }
        if (!is.owner().equals(whose.owner())) {
            view.setOwner(whose.owner());
        }
    }

    private static PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes volumes that are not held any more disappear from a sandbox that is still used. Their data stays. */
    public synchronized void unmount(Path sandbox, Resources resources) throws IOException {
        for (var volume : resources.persistentVolumes().toList()) {
            var path = VolumePaths.inSandbox(volume);
            var link = sandbox.resolve(path.getFirst());
            // One that is deeper may lie behind a link that the sandbox's processes made.
            if (path.size() == 1 && leadsTo(link, VolumePaths.data(home, volume))) {
                Files.delete(link);
            }
        }
    }

    /**
     * Deletes the data of destroyed volumes, in order; those deleted before are skipped.
     *
     * @return the number up to which all is gone; 0 if nothing is
     */
    public synchronized long delete(List<DestroyedVolume> volumes) {
        for (var volume : volumes) {
            if (volume.number() <= deletedUpTo) {
                continue;
            }
            try {
                var data = folderOf(volume.volume());
                if (data.isPresent()) {
                    putAside(volume, data.get());
                }
                store(volume.number());
            } catch (IOException e) {
                LOG.error("cannot delete the data of a destroyed volume, and will try again volume={}", volume, e);
                folderOf(volume.volume()).ifPresent(doubtful::add);
                break;
            }
        }
        return deletedUpTo;
    }

    /** The folder of its data; empty if it can have none, and so never had. */
    private Optional<Path> folderOf(Resource volume) {
        try {
            return Optional.of(VolumePaths.data(home, volume));
        } catch (IOException e) {
            LOG.debug("a volume that was destroyed never had data volume={}", volume, e);
            return Optional.empty();
        }
    }

    private void putAside(DestroyedVolume destroyed, Path data) throws IOException {
        var volume = destroyed.volume();
        if (Files.isDirectory(data, LinkOption.NOFOLLOW_LINKS)) {
            if (VolumePaths.isWholeDisk(volume)) {
                try (var entries = Files.newDirectoryStream(data)) {
                    for (var entry : entries) {
                        SandboxCollector.deleteTree(entry);
                    }
                }
            } else {
                var aside = VolumePaths.folder(VolumePaths.base(home, volume)).resolve(ASIDE);
                Files.createDirectories(aside);
                Files.move(data, aside.resolve(Long.toString(destroyed.number())), StandardCopyOption.ATOMIC_MOVE);
                sweep(aside);
            }
        }
        doubtful.remove(data);
    }

    private void store(long number) throws IOException {
        var folder = VolumePaths.folder(home);
        Files.createDirectories(folder);
        var fresh = folder.resolve(NUMBER + ".new");
        Files.writeString(fresh, number + "\n");
        try (var file = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(fresh, folder.resolve(NUMBER), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        deletedUpTo = number;
    }

    /** Deletes what was put aside, which may take long; what cannot be deleted is tried again with the next. */
    private void sweep(Path aside) {
        if (!Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Thread.ofVirtual().name("agent-volumes").start(() -> {
            synchronized (sweeping) {
                try (var entries = Files.newDirectoryStream(aside)) {
                    for (var entry : entries) {
                        SandboxCollector.deleteTree(entry);
                    }
                } catch (IOException e) {
                    LOG.warn(
                            "cannot delete all data of destroyed volumes, it takes space until the next try folder={}",
                            aside,
                            e);
                }
            }
        });
    }
}
