package io.boreas.testcluster.recovery;

import io.boreas.agent.checkpoint.StoredTask;
import io.boreas.agent.checkpoint.TaskJournal;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.core.id.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The work directory of an agent, read beside the agent. */
final class WorkFolder {
    private final Path run;
    private final Path scratch;

    /**
     * @param workDir the agent's
     * @param scratch a folder for copies
     */
    WorkFolder(Path workDir, Path scratch) {
        this.run = workDir.resolve("agent").resolve("run");
        this.scratch = scratch;
    }

    /** The tasks that the agent has not forgotten, as its checkpoint has them. */
    Map<TaskId, StoredTask> stored() {
        try {
            Files.createDirectories(scratch);
            // Read from a copy: to open it is to cut off what is just being written.
            Files.copy(
                    run.resolve("tasks.journal"),
                    scratch.resolve("tasks.journal"),
                    StandardCopyOption.REPLACE_EXISTING);
            try (var journal = new TaskJournal(scratch)) {
                return Map.copyOf(journal.tasks());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What tells the agent's tasks and control groups from those of others. */
    String nonce() {
        return read(run.resolve("agent-nonce")).orElseThrow().trim();
    }

    /** Whether a task's first process was made ready for the spawner, and none has become of it. */
    boolean isHandedOver(String task) {
        var folder = run.resolve("tasks").resolve(FolderNames.of(task));
        return Files.exists(folder.resolve("0.0.launch")) && !Files.exists(folder.resolve("0.0.pid"));
    }

    /** Whether the end of a process was written down. */
    boolean hasEnded(String task, int process) {
        var folder = run.resolve("tasks").resolve(FolderNames.of(task));
        return read(folder.resolve(process + ".0.exit"))
                .filter(text -> text.endsWith(" .\n"))
                .isPresent();
    }

    boolean hasSandbox(String task) {
        return Files.isDirectory(run.resolve("sandboxes").resolve(FolderNames.of(task)));
    }

    /** Folders of tasks that are not over. */
    List<String> live() {
        return names("tasks");
    }

    /** Folders of tasks that are over, and were not collected. */
    List<String> ended() {
        return names("ended");
    }

    List<String> sandboxes() {
        return names("sandboxes");
    }

    private List<String> names(String folder) {
        try (var entries = Files.list(run.resolve(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
