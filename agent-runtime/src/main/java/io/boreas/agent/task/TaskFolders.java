package io.boreas.agent.task;

import io.boreas.agent.process.RunName;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.agent.sandbox.SandboxPaths;
import io.boreas.agent.volume.Volumes;
import io.boreas.core.check.Health;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the folders of tasks, and puts them aside at the end. */
final class TaskFolders {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFolders.class);
    private static final String HEALTH = "health";
    private static final String IMAGE = "image";
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final int HEALTH_FIELDS = 5;

    private final SandboxPaths paths;
    private final Volumes volumes;

    TaskFolders(SandboxPaths paths, Volumes volumes) throws IOException {
        this.paths = paths;
        this.volumes = volumes;
        for (Path folder : new Path[] {paths.tasks(), paths.ended(), paths.sandboxes()}) {
            Files.createDirectories(folder);
        }
    }

    /**
     * Makes the task's folders, if they are not there, and its volumes appear.
     *
     * @param untouched whether nothing of it has run: once something has, all it needs is there
     */
    void make(PreparedTask task, boolean untouched) throws IOException {
        var folder = folder(task);
        // an agent may have died after it made a folder and before it did what comes next
        if (make(folder) || untouched) {
            Files.writeString(
                    folder.resolve(SandboxPaths.MAIN), mainProcess(task.launch().spec()));
        }
        if ((make(task.hostSandbox()) || untouched) && !task.account().isSelf()) {
            give(task.hostSandbox(), task);
        }
        if (untouched) {
            volumes.mount(task.hostSandbox(), task.launch().resources(), true);
        }
    }

    /** Whether all that the task wants to have was fetched. */
    boolean isFetched(PreparedTask task) {
        return Files.exists(fetchedMark(task), LinkOption.NOFOLLOW_LINKS);
    }

    /** All that the task wants to have was fetched. */
    void fetched(PreparedTask task) throws IOException {
        Files.writeString(fetchedMark(task), "");
    }

    private Path fetchedMark(PreparedTask task) {
        return folder(task).resolve("fetched");
    }

    private Path folder(PreparedTask task) {
        return paths.tasks().resolve(FolderNames.of(task.launch().task().value()));
    }

    /** Which image the task has, by the digest of its configuration; empty if that was not said yet. */
    Optional<String> image(PreparedTask task) throws IOException {
        var file = folder(task).resolve(IMAGE);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(Files.readString(file).strip())
                : Optional.empty();
    }

    /** The task has this image, also when its agent was started again. */
    void keepImage(PreparedTask task, String id) throws IOException {
        var fresh = folder(task).resolve(IMAGE + ".new");
        Files.writeString(fresh, id + "\n");
        Files.move(fresh, folder(task).resolve(IMAGE), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * What a task with a host name of its own finds as {@code /etc/hosts}: what the machine has there, and that name. Empty if the
     * machine has nothing there.
     */
    Optional<Path> hosts(PreparedTask task, String hostname) throws IOException {
        if (!Files.isReadable(HOSTS)) {
            return Optional.empty();
        }
        var file = folder(task).resolve("hosts");
        var text = Files.readString(HOSTS, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.stripTrailing() + "\n127.0.1.1\t" + hostname + "\n", StandardCharsets.ISO_8859_1);
        return Optional.of(file);
    }

    /** What was kept of the task's health. */
    Optional<Health> health(PreparedTask task) throws IOException {
        var file = folder(task).resolve(HEALTH);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        var fields = Files.readString(file).trim().split(" ", -1);
        if (fields.length != HEALTH_FIELDS) {
            throw new IOException(file + " has " + fields.length + " fields, not " + HEALTH_FIELDS);
        }
        try {
            var startedAt = Instant.ofEpochMilli(Long.parseLong(fields[0]));
            return Optional.of(new Health(
                    startedAt,
                    startedAt,
                    Boolean.parseBoolean(fields[1]),
                    Integer.parseInt(fields[2]),
                    Integer.parseInt(fields[3]),
                    Integer.parseInt(fields[4])));
        } catch (NumberFormatException e) {
            throw new IOException(file + " holds something else than numbers", e);
        }
    }

    /** Keeps what is known of the task's health. A crash of the machine may lose it: then nothing of the task is left. */
    void keepHealth(PreparedTask task, Health health) throws IOException {
        var file = folder(task).resolve(HEALTH);
        var fresh = folder(task).resolve(HEALTH + ".new");
        Files.writeString(
                fresh,
                health.startedAt().toEpochMilli() + " " + health.proven() + " " + health.attempts() + " "
                        + health.successes() + " " + health.failures() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The process people mean who name none: the first that no other waits for. */
    private static String mainProcess(TaskSpec spec) {
        return spec.processes().stream()
                .filter(process -> !process.isFinal())
                .map(ProcessSpec::name)
                .filter(name ->
                        spec.order().stream().noneMatch(order -> order.first().equals(name)))
                .findFirst()
                .orElse(spec.processes().getFirst().name());
    }

    /** Puts aside what is left of tasks that are over, of which the agent died before it could do it. */
    void endAllBut(Set<TaskId> held) throws IOException {
        var names = held.stream().map(task -> FolderNames.of(task.value())).collect(Collectors.toSet());
        try (var folders = Files.newDirectoryStream(paths.tasks())) {
            for (Path folder : folders) {
                var aside = paths.ended().resolve(folder.getFileName());
                if (names.contains(folder.getFileName().toString())) {
                    continue;
                }
                if (Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
                    LOG.warn("a task's folder is put aside already, and is there again folder={}", folder);
                } else {
                    Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    /** Where the output of a run goes. */
    Path logs(PreparedTask task, RunName run) {
        var process = task.launch().spec().processes().get(run.process()).name();
        return SandboxPaths.logs(task.hostSandbox(), process, run.run());
    }

    /** Makes the folder for the output of one run. The output itself stays the agent's: it is rotated by it. */
    void makeLogs(PreparedTask task, RunName run) throws IOException {
        Files.createDirectories(logs(task, run));
    }

    /** Whether a task of this id is over, and not collected yet. */
    boolean isEnded(TaskId task) {
        return Files.exists(paths.ended().resolve(FolderNames.of(task.value())), LinkOption.NOFOLLOW_LINKS);
    }

    /** The task is over: what it ran in stays until it is collected. */
    void end(TaskId task) {
        if (isEnded(task)) {
            return;
        }
        var name = FolderNames.of(task.value());
        try {
            make(paths.tasks().resolve(name));
            Files.move(paths.tasks().resolve(name), paths.ended().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException alreadyMoved) {
            LOG.debug("a task's folder was put aside before taskId={}", task);
        } catch (IOException e) {
            LOG.warn("cannot put the folder of an ended task aside taskId={}", task, e);
        }
    }

    private static boolean make(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Files.createDirectory(folder);
        return true;
    }

    private static void give(Path folder, PreparedTask task) throws IOException {
        var view = Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var users = folder.getFileSystem().getUserPrincipalLookupService();
        view.setGroup(
                users.lookupPrincipalByGroupName(Long.toString(task.account().gid())));
        view.setOwner(users.lookupPrincipalByName(Long.toString(task.account().uid())));
    }
}
