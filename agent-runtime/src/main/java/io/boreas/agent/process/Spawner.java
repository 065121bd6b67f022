package io.boreas.agent.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's end of {@code spawner.sh}: sends it runs, and listens to its hints.
 *
 * <p>The spawner has a session of its own, so that what the terminal sends does not reach it; it ends when this end of
 * its standard input is closed, by {@link #close} or by the agent's death. Used by one thread, but for {@code close}.
 */
public final class Spawner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);
    private static final String SCRIPT = "spawner.sh";
    private static final int HINT_BYTES_MAX = 8_192;
    private static final long LOG_BYTES_MAX = 1L << 20;

    private final Path folder;
    private final Listener listener;
    private final Path log;
    private final RandomAccessFile hints;
    private final Thread reader;
    private volatile boolean closed;
    private @Nullable Process process;

    /** Hears from the spawner, on its own threads. */
    public interface Listener {
        /** Something happened to the run. A hint: it may be wrong, or missing. */
        void changed(RunName run);

        /** The spawner itself is gone; {@link Spawner#revive} starts it again. */
        void died();
    }

    /**
     * Starts it.
     *
     * @param home where its script, its pipe for hints and its log are
     * @param runs the folder of the tasks' folders, in {@code home}
     */
    public Spawner(Path home, RunFiles runs, Listener listener) throws IOException {
        this.folder = runs.root();
        this.listener = listener;
        this.log = home.resolve("spawner.log");
        Scripts.install(SCRIPT, home.resolve(SCRIPT));
        this.hints = openHints(home.resolve("events"));
        this.reader = VitalThread.start("spawner-hints", this::readHints);
        revive();
    }

    /** Starts the spawner again if it is gone; whether it was. */
    public boolean revive() throws IOException {
        if (closed || (process != null && process.isAlive())) {
            return false;
        }
        var setsid = Machine.program("setsid")
                .orElseThrow(() -> new IOException("no setsid in /usr/bin or /bin: install util-linux"));
        var builder = new ProcessBuilder(InheritedSignals.restored(setsid.toString(), "/bin/sh", "../" + SCRIPT))
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        var started = builder.start();
        process = started;
        Thread.ofVirtual().name("spawner-watch").start(() -> watch(started));
        return true;
    }

    private void watch(Process started) {
        try {
            started.waitFor();
            if (!closed) {
                listener.died();
            }
        } catch (InterruptedException e) {
            LOG.warn("nobody watches the spawner any more pid={}", started.pid(), e);
        }
    }

    /**
     * Hands over a prepared run. Handing it over twice does no harm.
     *
     * @throws IOException if the spawner is gone
     */
    public void start(RunName run) throws IOException {
        var running = process;
        if (running == null) {
            throw new IOException("the spawner is not running");
        }
        OutputStream out = running.getOutputStream();
        out.write((run + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Keeps its log, where shells complain of runs that could not be started, within bounds. By any thread. */
    public void trimLog() throws IOException {
        if (Files.size(log) > LOG_BYTES_MAX) {
            // it is open for appending: what comes next is written from the new start
            Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        }
    }

    /** Lets it end; what it started lives on. */
    @Override
    public void close() {
        closed = true;
        try {
            var running = process;
            if (running != null) {
                running.getOutputStream().close();
                if (!running.waitFor(5, TimeUnit.SECONDS)) {
                    LOG.warn("the spawner did not end in time pid={}", running.pid());
                }
            }
            hints.write('\n');
            reader.join(TimeUnit.SECONDS.toMillis(5));
            hints.close();
        } catch (IOException e) {
            LOG.warn("cannot close the spawner cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Open for reading and writing, so that neither opening nor reading depends on who else has it open. */
    private static RandomAccessFile openHints(Path pipe) throws IOException {
        if (Files.exists(pipe, LinkOption.NOFOLLOW_LINKS)
                && (Files.isRegularFile(pipe, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(pipe))) {
            Files.delete(pipe);
        }
        if (!Files.exists(pipe, LinkOption.NOFOLLOW_LINKS)) {
            var make = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try {
                if (make.waitFor() != 0) {
                    throw new IOException("cannot make the pipe " + pipe + ": " + said.trim());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while making the pipe " + pipe, e);
            }
        }
        return new RandomAccessFile(pipe.toFile(), "rw");
    }

    private void readHints() {
        var buffer = new byte[65_536];
        int kept = 0;
        try {
            while (!closed) {
                int got = hints.read(buffer, kept, buffer.length - kept);
                if (got < 0) {
                    return;
                }
                int end = kept + got;
                int from = 0;
                for (int at = kept; at < end; at++) {
                    if (buffer[at] == '\n') {
                        hint(new String(buffer, from, at - from, StandardCharsets.US_ASCII));
                        from = at + 1;
                    }
                }
                kept = end - from;
                System.arraycopy(buffer, from, buffer, 0, kept);
                if (kept > HINT_BYTES_MAX) {
                    kept = 0;
                }
            }
        } catch (IOException e) {
            if (!closed) {
                LOG.warn("hints of started and ended processes are no longer read; they are looked for instead", e);
            }
        }
    }

    private void hint(String line) {
        int blank = line.indexOf(' ');
        if (blank > 0) {
            RunName.parse(line.substring(0, blank)).ifPresent(listener::changed);
        }
    }
}
