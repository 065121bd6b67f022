package io.boreas.core.agent;

import io.boreas.core.resource.Resources;
import io.boreas.core.task.Payload;

/**
 * What runs a framework's tasks. Source: Mesos, {@code ExecutorInfo}.
 *
 * @param id unique for its framework on an agent
 * @param resources what it holds itself, allocated to nobody, while it runs
 * @param info all that was said of it, as it was said
 */
public record FrameworkExecutor(String id, Kind kind, Resources resources, Payload info) {
    /** Who wrote it. The codes are Mesos's numbers, and are stored. */
    public enum Kind {
        UNKNOWN(0),
        DEFAULT(1),
        CUSTOM(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The number it is stored and sent under. */
        public int code() {
            return code;
        }
    }
}
