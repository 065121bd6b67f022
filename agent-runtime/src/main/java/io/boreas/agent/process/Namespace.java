package io.boreas.agent.process;

/** A part of what the kernel shows to processes, of which a task can have one of its own. Source: namespaces(7). */
public enum Namespace {
    /** Its mounts. The other three need it: for a {@code /proc}, a {@code /dev/shm} and an {@code /etc/hosts} that fit them. */
    MOUNT("mount", "mnt"),
    /** Its shared memory, semaphores and queues. */
    IPC("ipc", "ipc"),
    /** Its host name. */
    UTS("uts", "uts"),
    /** The processes that it sees. */
    PID("pid", "pid_for_children");

    private final String option;
    private final String file;

    Namespace(String option, String file) {
        this.option = option;
        this.file = file;
    }

    /** What {@code unshare} and {@code nsenter} call it. */
    String option() {
        return option;
    }

    /** The option of {@code nsenter} by which the one of a process is entered. */
    String entering(long pid) {
        return "--" + option + "=/proc/" + pid + "/ns/" + file;
    }
}
