package io.boreas.core.registry;

import io.boreas.core.allocator.QuotaProblem;
import java.util.List;

/** What the registry answers. */
public sealed interface RegistryReply {
    /** Done, or nothing was left to do. */
    record Done() implements RegistryReply {
        public static final Done DONE = new Done();
    }

    /** What was asked for makes no sense here; the text is Mesos's. */
    record Invalid(String message) implements RegistryReply {}

    /** The quotas do not fit each other, or the cell. */
    record QuotasRefused(List<QuotaProblem> problems) implements RegistryReply {
        public QuotasRefused {
            problems = List.copyOf(problems);
        }
    }
}
