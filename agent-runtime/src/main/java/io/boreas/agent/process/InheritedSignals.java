package io.boreas.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent has signals ignored by that {@code nohup} or a script's {@code &} started: HUP, INT and QUIT. All that it starts would ignore them too,
 * and a shell cannot take that back, for a signal that it finds ignored it may not trap. Source: the Shell Command Language of POSIX, 2.11 and 2.14 (trap).
 */
final class InheritedSignals {
    private static final Logger LOG = LoggerFactory.getLogger(InheritedSignals.class);

    /** HUP, INT and QUIT are 1 to 3; the first signal's bit is the lowest. Source: signal(7), proc(5). */
    private static final long MASK = 0b111;

    private static final String IGNORED = "SigIgn:";
    private static final List<String> RESTORE = restore();

    private InheritedSignals() {}

    /** The words that start a program with these signals as programs expect them; the process is the program's own. */
    static List<String> restored(String... program) {
        var words = new ArrayList<>(RESTORE);
        words.addAll(List.of(program));
        return words;
    }

    private static List<String> restore() {
        if (!areIgnored()) {
            return List.of();
        }
        var words = List.of(Machine.named("env"), "--default-signal=HUP,INT,QUIT");
        try {
            var trial = new ArrayList<>(words);
            trial.add(Machine.named("true"));
            Trial.run(trial);
            return words;
        } catch (IOException e) {
            LOG.warn(
                    "the agent was started with HUP, INT or QUIT ignored, and so are its tasks; start it otherwise, or install coreutils 8.31 or newer: {}",
                    e.getMessage());
            return List.of();
        }
    }

    private static boolean areIgnored() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(IGNORED))
                    .map(line -> line.substring(IGNORED.length()).trim())
                    .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & MASK) != 0);
        } catch (IOException e) {
            LOG.warn("it cannot be told which signals the agent ignores; its tasks may ignore them too", e);
            return false;
        }
    }
}
