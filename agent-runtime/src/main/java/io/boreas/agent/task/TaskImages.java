package io.boreas.agent.task;

import io.boreas.agent.image.Image;
import io.boreas.agent.image.ImageCache;
import io.boreas.agent.process.ForeignRoot;
import io.boreas.agent.process.Tools;
import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.agent.volume.Volumes;
import io.boreas.core.id.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Gets tasks the images they run in, and lays out what is mounted for them. Used by the loop's thread. */
final class TaskImages {
    /** A folder of the sandbox: so that what a task writes counts as its disk, and goes with its sandbox. */
    private static final String ROOT = ".root";

    private static final String FOLDER_MODE = "rwxr-xr-x";
    private static final String FILE_MODE = "rw-r--r--";
    private static final int SHARED_FOLDER_MODE = 01777;
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    private final ImageCache<TaskId> cache;
    private final TaskFolders folders;
    private final Volumes volumes;
    private final Path tools;
    private boolean installed;

    /** @param tools a folder of its own */
    TaskImages(ImageCache<TaskId> cache, TaskFolders folders, Volumes volumes, Path tools) {
        this.cache = cache;
        this.folders = folders;
        this.volumes = volumes;
        this.tools = tools;
    }

    /** Gets a task its image, if it wants one: it is said when that is there. */
    void want(LiveTask task) throws IOException {
        var image = task.prepared().launch().spec().image();
        if (image.isPresent()) {
            cache.want(task.id(), image.get(), folders.image(task.prepared()));
        }
    }

    /** The task has its image. */
    void took(LiveTask task, Image image) throws IOException {
        folders.keepImage(task.prepared(), image.id());
    }

    /** The task is over. */
    void release(TaskId task) {
        cache.release(task);
    }

    /**
     * Lays out the file system of a task that has an image.
     *
     * <p>What is there already is deleted first: it is what an earlier one has left, or what the task or an archive that was fetched for it has
     * put there, through whose links the agent would write as root.
     *
     * @param number tells it from those that the task has had
     */
    ForeignRoot root(LiveTask task, Image image, int number, String hostname) throws IOException {
        if (!installed) {
            Tools.install(tools);
            installed = true;
        }
        var prepared = task.prepared();
        var roots = prepared.hostSandbox().resolve(ROOT);
        SandboxCollector.deleteTree(roots);
        var home = folder(folder(roots).resolve(Integer.toString(number)));
        var upper = folder(home.resolve("upper"));
        for (var path : List.of("proc", "dev", "etc")) {
            folder(upper.resolve(path));
        }
        Files.setAttribute(folder(upper.resolve("tmp")), "unix:mode", SHARED_FOLDER_MODE);
        folders(upper, ForeignRoot.SANDBOX);
        var hosts = folders.hosts(prepared, hostname);
        write(upper.resolve("etc/hosts"), hosts.isPresent() ? Files.readString(hosts.get()) : "");
        write(upper.resolve("etc/hostname"), hostname + "\n");
        write(upper.resolve("etc/resolv.conf"), Files.isReadable(RESOLVER) ? Files.readString(RESOLVER) : "");
        write(upper.resolve(ForeignRoot.PRELOAD), "");
        var same = volumes.folders(prepared.launch().resources());
        for (var place : same) {
            folders(upper, place);
        }
        var root = new ForeignRoot(
                image.root(),
                upper,
                folder(home.resolve("work")),
                folder(home.resolve("mount")),
                prepared.hostSandbox(),
                ROOT,
                same,
                tools);
        for (var path : List.of(root.lower(), root.upper())) {
            if (path.toString().matches("(?s).*[,:\\\\\"].*")) {
                throw new IOException("the path " + path + " of the agent's work directory has one of , : \\ \", with"
                        + " which nothing can be mounted over an image");
            }
        }
        return root;
    }

    private static void folders(Path top, Path path) throws IOException {
        var at = top;
        for (var part : path) {
            at = folder(at.resolve(part));
        }
    }

    private static Path folder(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(FOLDER_MODE));
        }
        return path;
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE_MODE));
    }
}
