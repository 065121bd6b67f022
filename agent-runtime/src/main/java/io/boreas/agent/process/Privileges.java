package io.boreas.agent.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What processes of tasks have of the privileges of root, and may never come to, whoever they run as.
 *
 * @param gainsNone whether running a program never gives more privileges than there were. Source: prctl(2),
 *     {@code PR_SET_NO_NEW_PRIVS}
 * @param capabilities all that they can ever have, in lower case and without {@code cap_}; empty for any. Source:
 *     capabilities(7)
 * @param granted what of these they have from their start, and no more of it; empty for what their account has
 */
public record Privileges(
        boolean gainsNone, Optional<SortedSet<String>> capabilities, Optional<SortedSet<String>> granted) {
    /** Nothing is taken from them. */
    public static final Privileges ALL = new Privileges(false, Optional.empty());

    public Privileges {
        capabilities = capabilities.map(Privileges::copy);
        granted = granted.map(Privileges::copy);
    }

    /** Those of which what an account has is not touched. */
    public Privileges(boolean gainsNone, Optional<SortedSet<String>> capabilities) {
        this(gainsNone, capabilities, Optional.empty());
    }

    private static SortedSet<String> copy(SortedSet<String> names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /** The same, but no capabilities beyond these, unless others are said already. */
    public Privileges within(SortedSet<String> most) {
        return new Privileges(gainsNone, Optional.of(capabilities.orElse(most)), granted);
    }

    /** The same, and no program gives more. */
    public Privileges gainingNone() {
        return new Privileges(true, capabilities, granted);
    }

    /**
     * Options of {@code setpriv}.
     *
     * @param account as which the processes run
     */
    List<String> options(Account account) {
        var options = new ArrayList<String>();
        if (gainsNone) {
            options.add("--no-new-privs");
        }
        if (capabilities.isPresent()) {
            if (account.isRoot()
                    && granted.filter(some -> !some.equals(capabilities.get())).isPresent()) {
                // else the kernel gives root all of the bounding set, whatever program that runs
                options.add("--securebits=+noroot");
            }
            var some = list(granted.orElse(Collections.emptySortedSet()));
            // what is handed on to programs is part of what may be inherited
            options.add("--inh-caps=" + some);
            if (granted.isPresent()) {
                options.add("--ambient-caps=" + some);
            }
            options.add("--bounding-set=" + list(capabilities.get()));
        }
        return options;
    }

    private static String list(SortedSet<String> names) {
        var list = new StringBuilder("-all");
        names.forEach(name -> list.append(",+").append(name));
        return list.toString();
    }
}
