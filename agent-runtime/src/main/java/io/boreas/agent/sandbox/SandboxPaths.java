package io.boreas.agent.sandbox;

import io.boreas.core.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Where things are in an agent's work directory.
 *
 * @param home the work directory, absolute
 */
public record SandboxPaths(Path home) {
    /** The folder of a sandbox that holds what the processes write; as Thermos has it. */
    public static final String LOGS = ".logs";

    /** The file, in the task's folder, that names the process whose output is meant when no process is named. */
    public static final String MAIN = "main";

    public SandboxPaths {
        home = home.toAbsolutePath().normalize();
    }

    /** Files of the runs of tasks that are not over, a folder for each task. */
    public Path tasks() {
        return home.resolve("tasks");
    }

    /** The same of tasks that are over, until they are collected. */
    public Path ended() {
        return home.resolve("ended");
    }

    /** All sandboxes. */
    public Path sandboxes() {
        return home.resolve("sandboxes");
    }

    /** The sandbox of one task. */
    public Path sandbox(TaskId task) {
        return sandboxes().resolve(FolderNames.of(task.value()));
    }

    /** Whether a task is not over, as far as files say. */
    boolean isHeld(TaskId task) {
        return Files.exists(tasks().resolve(FolderNames.of(task.value())), LinkOption.NOFOLLOW_LINKS);
    }

    /** The process whose output is meant when no process is named. */
    String mainProcess(TaskId task) throws IOException {
        var name = FolderNames.of(task.value());
        var live = tasks().resolve(name).resolve(MAIN);
        return Files.readString(
                Files.exists(live) ? live : ended().resolve(name).resolve(MAIN));
    }

    /** Where the output of one run of a process goes. */
    public static Path logs(Path sandbox, String process, int run) {
        return sandbox.resolve(LOGS).resolve(FolderNames.of(process)).resolve(Integer.toString(run));
    }
}
