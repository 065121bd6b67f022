package io.boreas.launcher.process;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import io.boreas.http.mesos.state.LogFile;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The file to which this program logs. */
public final class OwnLog {
    private OwnLog() {}

    /** None where the program runs in another, whose log is not for all who may read this one's; or where nothing is logged to a file. */
    public static LogFile file() {
        if (System.getProperty(ServerOptions.LOG_DIR) == null
                || !(LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root)) {
            return LogFile.NONE;
        }
        for (var appenders = root.iteratorForAppenders(); appenders.hasNext(); ) {
            if (appenders.next() instanceof FileAppender<ILoggingEvent> file && file.isStarted()) {
                return LogFile.at(Path.of(file.getFile()));
            }
        }
        return LogFile.NONE;
    }
}
