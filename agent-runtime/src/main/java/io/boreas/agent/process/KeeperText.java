package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Writes what the spawner sources for the keeper of a task's namespaces: a process that makes them, and then sleeps in them until it
 * is killed, which ends all that was born into its {@link Namespace#PID}. Nothing else holds them, so that they and what is mounted
 * in them are gone with the task's last process, whoever else died before.
 *
 * <p>What is written when all is ready is {@link #READY} and the namespaces' names.
 */
final class KeeperText {
    static final String READY = "ready";

    private KeeperText() {}

    /**
     * What makes them.
     *
     * @param ready where it says that they are there
     * @param log where it complains
     * @param hint where it says that there is something to be read
     */
    static String of(Household household, RunName run, Path ready, Path log, Path hint) {
        var text = new StringBuilder(1_024).append(LaunchText.doors(household.doors()));
        household.marks().forEach((name, value) -> text.append("export ")
                .append(name)
                .append('=')
                .append(Shell.quote(value))
                .append('\n'));
        // what a task is asked is not for its keeper, which is there until the task's last process has ended
        text.append("trap '' HUP INT QUIT USR1 USR2 ALRM TERM\nexec ").append(Machine.named("setsid"));
        text.append(' ').append(Machine.named("unshare"));
        household.namespaces().forEach(namespace -> text.append(" --").append(namespace.option()));
        text.append(" --propagation slave");
        if (household.namespaces().contains(Namespace.PID)) {
            text.append(" --fork --kill-child");
        }
        return text.append(" /bin/sh -c ")
                .append(Shell.quote(inside(household, run, ready, hint)))
                .append(" >>")
                .append(Shell.quote(log.toString()))
                .append(" 2>&1\n")
                .toString();
    }

    private static String inside(Household household, RunName run, Path ready, Path hint) {
        var text = new StringBuilder("set -e\n");
        var mount = Machine.named("mount");
        for (var namespace : household.namespaces()) {
            switch (namespace) {
                case MOUNT -> {}
                case IPC ->
                    text.append(mount)
                            .append(" -t tmpfs -o nosuid,nodev,mode=1777,size=")
                            .append(household.shmBytes())
                            .append(" tmpfs /dev/shm\n");
                case UTS -> {
                    text.append("echo ")
                            .append(Shell.quote(household.hostname()))
                            .append(" >/proc/sys/kernel/hostname\n");
                    household.hosts().ifPresent(hosts -> text.append(mount)
                            .append(" --bind ")
                            .append(Shell.quote(hosts.toString()))
                            .append(" /etc/hosts\n"));
                }
                case PID -> text.append(mount).append(" -t proc -o nosuid,nodev,noexec proc /proc\n");
            }
        }
        var names = household.namespaces().stream().map(Enum::name).collect(Collectors.joining(" "));
        text.append("echo ").append(READY).append(' ').append(names).append(" >");
        text.append(Shell.quote(ready.toString())).append('\n');
        text.append("echo '").append(run).append(" r' 1<>").append(Shell.quote(hint.toString()));
        return text.append("\ncd /\nexec sleep 2147483647\n").toString();
    }
}
