package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's end of {@code warden.sh}, which outlives the agent and then ends its sessions. It is started with the first of them.
 * Safe for use by any thread.
 */
public final class Warden implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Warden.class);
    private static final String SCRIPT = "warden.sh";
    private static final long END_SECONDS_MAX = 5;

    private final Path script;
    private final String mark;
    private final Set<Long> sessions = new TreeSet<>();
    private @Nullable Process process;
    private boolean installed;

    /**
     * One that is not there yet.
     *
     * @param home where its script is put
     * @param mark how the marks of all processes of sessions begin, {@code NAME=VALUE}; it means nothing else to {@code grep}
     */
    public Warden(Path home, String mark) {
        this.script = home.resolve(SCRIPT);
        this.mark = mark;
    }

    /**
     * Kills what is left of sessions of an agent of before, should its warden have died with it.
     *
     * @param nonce the variable that tells this agent's processes from those of others
     * @throws IOException if not all processes could be looked at
     */
    public static void sweep(String nonce) throws IOException {
        for (var process : ProcessHandle.allProcesses().toList()) {
            if (isOfSession(process.pid(), nonce)) {
                LOG.info("a session of before is ended pid={}", process.pid());
                process.destroyForcibly();
            }
        }
    }

    private static boolean isOfSession(long pid, String nonce) throws IOException {
        var variables = Census.variables(pid);
        return variables.contains(nonce)
                && variables.stream().anyMatch(variable -> variable.startsWith(Marks.SESSION + "="));
    }

    /**
     * Is there from now on.
     *
     * @throws IOException if it cannot be started
     */
    public synchronized void ensure() throws IOException {
        var there = process;
        if (there == null || !there.isAlive()) {
            start();
        }
    }

    /**
     * This process leads a session.
     *
     * @throws IOException if nobody would end it after the agent
     */
    public synchronized void watch(long pid) throws IOException {
        sessions.add(pid);
        var there = process;
        if (there == null || !there.isAlive()) {
            start(); // which tells it of all
        } else {
            say(there, "+ " + pid);
        }
    }

    /** It does not any more. */
    public synchronized void leave(long pid) {
        var there = process;
        if (sessions.remove(pid) && there != null && there.isAlive()) {
            try {
                say(there, "- " + pid);
            } catch (IOException e) {
                LOG.warn("the warden of sessions is gone; the next session starts it again", e);
            }
        }
    }

    private void start() throws IOException {
        if (!installed) {
            Scripts.install(SCRIPT, script);
            installed = true;
        }
        var setsid = Machine.program("setsid")
                .orElseThrow(() -> new IOException("no setsid in /usr/bin or /bin: install util-linux"));
        var builder = new ProcessBuilder(setsid.toString(), "/bin/sh", script.toString(), mark)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        var started = builder.start();
        process = started;
        for (var pid : sessions) {
            say(started, "+ " + pid);
        }
    }

    private static void say(Process there, String line) throws IOException {
        var out = there.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Has it end what is left, and then itself. */
    @Override
    public synchronized void close() {
        var there = process;
        if (there == null) {
            return;
        }
        try {
            there.getOutputStream().close();
            if (!there.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("the warden of sessions did not end in time pid={}", there.pid());
            }
        } catch (IOException e) {
            LOG.warn("cannot tell the warden of sessions that the agent ends pid={}", there.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
