package io.boreas.actors.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Bytes that are no message of another master; says where in the message. */
final class WireFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final String where;

    WireFault(String what) {
        this(what, "", null);
    }

    private WireFault(String what, String where, @Nullable Throwable cause) {
        super(where.isEmpty() ? what : "at " + where + ": " + what, cause);
        this.what = what;
        this.where = where;
    }

    /** The same fault, or what another one comes to, inside of this part. */
    static WireFault in(String part, Exception fault) {
        if (fault instanceof WireFault known) {
            return new WireFault(known.what, known.where.isEmpty() ? part : part + "." + known.where, known.getCause());
        }
        return new WireFault(String.valueOf(fault.getMessage()), part, fault);
    }
}
