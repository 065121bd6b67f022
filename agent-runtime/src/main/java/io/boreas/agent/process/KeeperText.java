package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.List;
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

    private static final String MOUNT = Machine.named("mount");
    private static final String CHROOT = Machine.named("chroot");

    private KeeperText() {}

    /**
     * What makes them.
     *
     * @param ready where it says that they are there
     * @param log where it complains
     * @param hint where it says that there is something to be read
     * @param stage an empty folder of the agent's, where volumes are made ready
     */
    static String of(Household household, RunName run, Path ready, Path log, Path hint, Path stage) {
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
                .append(Shell.quote(inside(household, run, ready, hint, stage)))
                .append(" >>")
                .append(Shell.quote(log.toString()))
                .append(" 2>&1\n")
                .toString();
    }

    private static String inside(Household household, RunName run, Path ready, Path hint, Path stage) {
        var text = new StringBuilder("set -e\n");
        if (household.namespaces().contains(Namespace.UTS)) {
            text.append("echo ").append(Shell.quote(household.hostname())).append(" >/proc/sys/kernel/hostname\n");
        }
        if (household.root().isPresent()) {
            foreign(text, household.root().get(), household.shmBytes());
        } else {
            own(text, household);
        }
        MountText.write(text, household.volumes(), household.account(), stage);
        household
                .root()
                .ifPresent(
                        root -> mount(text, "--move " + Shell.quote(root.mount().toString()) + " /"));
        var names = household.namespaces().stream().map(Enum::name).collect(Collectors.joining(" "));
        text.append("echo ").append(READY).append(' ').append(names).append(" >");
        text.append(Shell.quote(ready.toString())).append('\n');
        text.append("echo '").append(run).append(" r' 1<>").append(Shell.quote(hint.toString()));
        text.append(household.root().isPresent() ? "\nexec " + CHROOT + " ." : "\ncd /\nexec");
        var sleep = household.root().isPresent() ? Tools.words("sleep") : List.of("sleep");
        return text.append(LaunchText.words(sleep)).append(" 2147483647\n").toString();
    }

    private static void own(StringBuilder text, Household household) {
        if (household.namespaces().contains(Namespace.IPC)) {
            shared(text, household.shmBytes(), "/dev/shm");
        }
        household.hosts().ifPresent(hosts -> bind(text, hosts, "/etc/hosts"));
        if (household.namespaces().contains(Namespace.PID)) {
            mount(text, "-t proc -o nosuid,nodev,noexec proc /proc");
        }
    }

    /** Puts it together where it is not yet in the way of any name of the machine's. */
    private static void foreign(StringBuilder text, ForeignRoot root, long shmBytes) {
        var layers = "lowerdir=" + root.lower() + ",upperdir=" + root.upper() + ",workdir=" + root.work();
        mount(
                text,
                "-t overlay -o " + Shell.quote(layers) + " overlay "
                        + Shell.quote(root.mount().toString()));
        text.append("cd ").append(Shell.quote(root.mount().toString())).append('\n');
        mount(text, "-t proc -o nosuid,nodev,noexec proc proc");
        for (var path : List.of("proc/sys", "proc/irq", "proc/bus", "proc/fs", "proc/sysrq-trigger")) {
            text.append("if [ -e ").append(path).append(" ]; then\n");
            bind(text, Path.of(path), path);
            mount(text, "-o remount,bind,ro,nosuid,nodev,noexec " + path);
            text.append("fi\n");
        }
        for (var path : List.of("proc/kcore", "proc/keys", "proc/timer_list")) {
            text.append("if [ -e ").append(path).append(" ]; then\n");
            bind(text, Path.of("/dev/null"), path);
            text.append("fi\n");
        }
        mount(text, "-t tmpfs -o nosuid,mode=755,size=1m tmpfs dev");
        text.append("mkdir dev/pts dev/shm dev/.boreas\n");
        for (var device : List.of("null", "zero", "full", "random", "urandom", "tty")) {
            text.append(": >dev/").append(device).append('\n');
            bind(text, Path.of("/dev", device), "dev/" + device);
        }
        text.append("ln -s /proc/self/fd dev/fd; ln -s pts/ptmx dev/ptmx\n");
        text.append("ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr\n");
        mount(text, "-t devpts -o newinstance,nosuid,noexec,ptmxmode=0666,mode=620 devpts dev/pts");
        shared(text, shmBytes, "dev/shm");
        bind(text, Path.of("/dev/null"), ForeignRoot.PRELOAD);
        bind(text, root.tools(), "." + Tools.inside());
        mount(text, "-o remount,bind,ro,nosuid ." + Tools.inside());
        bind(text, root.sandbox(), "." + ForeignRoot.SANDBOX);
        mount(text, "-t tmpfs -o ro,mode=0,size=4k tmpfs ." + ForeignRoot.SANDBOX + "/" + root.hidden());
        root.same().forEach(path -> bind(text, path, "." + path));
    }

    private static void shared(StringBuilder text, long bytes, String place) {
        mount(text, "-t tmpfs -o nosuid,nodev,mode=1777,size=" + bytes + " tmpfs " + place);
    }

    private static void bind(StringBuilder text, Path what, String place) {
        mount(text, "--bind " + Shell.quote(what.toString()) + " " + Shell.quote(place));
    }

    private static void mount(StringBuilder text, String how) {
        text.append(MOUNT).append(' ').append(how).append('\n');
    }
}
