package io.boreas.launcher.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.boreas.http.mesos.operator.Verbosity;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** How much of what this program says of itself is logged. What others say, such as libraries, stays as configured. */
public final class LogLevels {
    private static final String OWN = "io.boreas";

    private LogLevels() {}

    /** More of it can be asked for, if the log is the one that comes with the program. */
    public static Verbosity verbosity() {
        if (!(LoggerFactory.getLogger(OWN) instanceof Logger logger)) {
            return Verbosity.fixed();
        }
        var configured = Optional.ofNullable(logger.getLevel());
        return new Verbosity(level -> logger.setLevel(
                switch (level) {
                    case 0 -> configured.orElse(null);
                    case 1 -> Level.DEBUG;
                    default -> Level.TRACE;
                }));
    }
}
