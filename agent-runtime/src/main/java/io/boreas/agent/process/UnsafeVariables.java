package io.boreas.agent.process;

import java.util.Set;

/**
 * Variables by which whoever sets them decides what a program loads, or has it write somewhere, before the program itself does anything. A task's are kept from
 * programs that have more rights than the task. Source: ld.so(8), those that are ignored in secure-execution mode, and musl's.
 */
final class UnsafeVariables {
    private static final String OF_LOADERS = "LD_";

    private static final Set<String> OTHERS = Set.of(
            "GCONV_PATH",
            "GETCONF_DIR",
            "GLIBC_TUNABLES",
            "HOSTALIASES",
            "LOCALDOMAIN",
            "LOCPATH",
            "MALLOC_TRACE",
            "MUSL_LOCPATH",
            "NIS_PATH",
            "NLSPATH",
            "RESOLV_HOST_CONF",
            "RES_OPTIONS",
            "TMPDIR",
            "TZDIR");

    private UnsafeVariables() {}

    static boolean contains(String name) {
        return name.startsWith(OF_LOADERS) || OTHERS.contains(name);
    }
}
