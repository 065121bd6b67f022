package io.boreas.agent.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What processes of tasks may never come to, whoever they run as.
 *
 * @param gainsNone whether running a program never gives more privileges than there were. Source: prctl(2),
 *     {@code PR_SET_NO_NEW_PRIVS}
 * @param capabilities all that they can ever have, in lower case and without {@code cap_}; empty for any. Source:
 *     capabilities(7)
 */
public record Privileges(boolean gainsNone, Optional<SortedSet<String>> capabilities) {
    /** Nothing is taken from them. */
    public static final Privileges ALL = new Privileges(false, Optional.empty());

    public Privileges {
        capabilities = capabilities.map(names -> Collections.unmodifiableSortedSet(new TreeSet<>(names)));
    }

    /** The same, but no capabilities beyond these, unless others are said already. */
    public Privileges within(SortedSet<String> most) {
        return new Privileges(gainsNone, Optional.of(capabilities.orElse(most)));
    }

    /** The same, and no program gives more. */
    public Privileges gainingNone() {
        return new Privileges(true, capabilities);
    }

    /** Options of {@code setpriv}. */
    List<String> options() {
        var options = new ArrayList<String>();
        if (gainsNone) {
            options.add("--no-new-privs");
        }
        if (capabilities.isPresent()) {
            var left = new StringBuilder("-all");
            capabilities.get().forEach(name -> left.append(",+").append(name));
            options.add("--inh-caps=-all");
            options.add("--bounding-set=" + left);
        }
        return options;
    }
}
