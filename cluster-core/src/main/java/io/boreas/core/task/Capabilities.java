package io.boreas.core.task;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a task wishes of the single privileges into which that of root is divided, each named as in {@code capabilities(7)}, in lower
 * case and without {@code cap_}. Source: Mesos, {@code LinuxInfo}.
 *
 * @param effective what its processes have from their start, whoever they run as; empty for what their account has
 * @param bounding all that they may ever come to have; empty for all that their agent allows
 */
public record Capabilities(Optional<SortedSet<String>> effective, Optional<SortedSet<String>> bounding) {
    /** All that there are, in the order of their numbers. */
    public static final List<String> NAMES = List.of(
            "chown",
            "dac_override",
            "dac_read_search",
            "fowner",
            "fsetid",
            "kill",
            "setgid",
            "setuid",
            "setpcap",
            "linux_immutable",
            "net_bind_service",
            "net_broadcast",
            "net_admin",
            "net_raw",
            "ipc_lock",
            "ipc_owner",
            "sys_module",
            "sys_rawio",
            "sys_chroot",
            "sys_ptrace",
            "sys_pacct",
            "sys_admin",
            "sys_boot",
            "sys_nice",
            "sys_resource",
            "sys_time",
            "sys_tty_config",
            "mknod",
            "lease",
            "audit_write",
            "audit_control",
            "setfcap",
            "mac_override",
            "mac_admin",
            "syslog",
            "wake_alarm",
            "block_suspend",
            "audit_read",
            "perfmon",
            "bpf",
            "checkpoint_restore");

    public Capabilities {
        effective = effective.map(Capabilities::copy);
        bounding = bounding.map(Capabilities::copy);
    }

    private static SortedSet<String> copy(SortedSet<String> names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
}
