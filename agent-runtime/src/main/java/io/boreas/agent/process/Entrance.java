package io.boreas.agent.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The way into the namespaces of a task.
 *
 * @param keeper the process that has them, whose children are in its {@link Namespace#PID}
 * @param namespaces those that are the task's own
 * @param folder where its processes run, as they see it
 * @param foreign whether its file system is that of an image
 */
public record Entrance(ProcessId keeper, Set<Namespace> namespaces, Path folder, boolean foreign) {
    public Entrance {
        namespaces = Collections.unmodifiableSet(EnumSet.copyOf(namespaces));
    }

    /** Whether a process comes into all of them only as the child of one that entered. */
    boolean isByBirth() {
        return namespaces.contains(Namespace.PID);
    }

    /** Words before the name of a program that comes in, but for {@link Namespace#PID}. */
    List<String> words() {
        var words = new ArrayList<String>();
        words.add(Machine.named("nsenter"));
        namespaces.stream()
                .filter(namespace -> namespace != Namespace.PID)
                .forEach(namespace -> words.add(namespace.entering(keeper.pid())));
        // whoever enters is at the top of what is mounted there
        words.addAll(program("env"));
        words.addAll(List.of("-C", folder.toString()));
        return words;
    }

    /** How a program of the machine is run inside. */
    List<String> program(String name) {
        return foreign ? Tools.words(name) : List.of(Machine.named(name));
    }

    /** Words before the name of a program whose children are in {@link Namespace#PID}, and which is nowhere else. */
    List<String> parentWords() {
        return List.of(Machine.named("nsenter"), Namespace.PID.entering(keeper.pid()), "--no-fork");
    }
}
