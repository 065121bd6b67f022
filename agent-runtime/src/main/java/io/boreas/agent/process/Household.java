package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Namespaces that a task is to have, and what is to be found in them.
 *
 * @param namespaces its own, {@link Namespace#MOUNT} among them
 * @param hostname in {@link Namespace#UTS}
 * @param hosts what appears as {@code /etc/hosts}, where the host name is its own and the file system the machine's
 * @param shmBytes what its {@code /dev/shm} may take
 * @param root its file system; empty for the machine's
 * @param volumes what else is to be found there
 * @param account whose these are
 * @param doors files of control groups, into which the keeper of the namespaces comes
 * @param marks variables by which the keeper is known
 */
public record Household(
        Set<Namespace> namespaces,
        String hostname,
        Optional<Path> hosts,
        long shmBytes,
        Optional<ForeignRoot> root,
        List<Mount> volumes,
        Account account,
        List<Path> doors,
        SortedMap<String, String> marks) {
    public Household {
        namespaces = Collections.unmodifiableSet(EnumSet.copyOf(namespaces));
        volumes = List.copyOf(volumes);
        doors = List.copyOf(doors);
        marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
    }
}
