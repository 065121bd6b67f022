package io.boreas.launcher.process;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.config.SettingsException;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Says why a process of the cell could not start, in a sentence; the whole story is in the log. */
public final class Explained {
    private Explained() {}

    public static <T> T start(Supplier<T> starting) {
        try {
            return starting.get();
        } catch (SettingsException e) {
            throw new CliException(Exit.INVALID_CONFIG, sentence(e));
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Explained.class).info("the start failed", e);
            throw new CliException(Exit.COMMAND_FAILURE, sentence(e));
        }
    }

    /** The first message that is there: libraries wrap what happened in exceptions of their own. */
    private static String sentence(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getMessage() != null && !at.getMessage().isBlank()) {
                return at.getMessage();
            }
        }
        return failure.getClass().getSimpleName();
    }
}
