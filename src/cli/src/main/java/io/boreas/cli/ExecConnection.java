package io.boreas.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a session: writes what comes, as fast as this program's output takes it, and says no more than the command
 * reads. Its frames are described in {@code docs/agent.md}. Thread-safe.
 */
final class ExecConnection implements WebSocket.Listener, AutoCloseable {
    /** Bytes of input that may be under way. */
    private static final int WINDOW_BYTES = 64 * 1024;

    private static final byte STDIN = 0;
    private static final byte STDERR = 2;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final PrintStream out;
    private final PrintStream err;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition takenMore = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private volatile @Nullable WebSocket socket;
    private boolean named;
    private boolean toErr;
    private long sent;
    private long taken;

    ExecConnection(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Opens it, once.
     *
     * @throws CliException if a master refuses, or none answers
     */
    void open(BoreasClient client, String path) {
        socket = client.webSocket(path, this);
    }

    /** Waits for the end of the command: its exit code. */
    int awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CliException failure ? failure : new CompletionException(e.getCause());
        }
    }

    /** There is no use in going on. */
    void fail(CliException why) {
        end.completeExceptionally(why);
    }

    /** Passes input on, as soon as the command has room for it. */
    void input(byte[] bytes, int length) throws InterruptedException {
        lock.lock();
        try {
            while (sent - taken + length > WINDOW_BYTES) {
                takenMore.await();
            }
            sent += length;
        } finally {
            lock.unlock();
        }
        var frame =
                ByteBuffer.allocate(length + 1).put(STDIN).put(bytes, 0, length).flip();
        send(to -> to.sendBinary(frame, true));
    }

    void endInput() {
        say("{\"type\":\"eof\"}");
    }

    void alive() {
        say("{\"type\":\"alive\"}");
    }

    void resize(LocalTerminal.Size size) {
        say("{\"type\":\"resize\",\"rows\":" + size.rows() + ",\"columns\":" + size.columns() + "}");
    }

    private void say(String message) {
        send(to -> to.sendText(message, true));
    }

    private interface Sending {
        CompletableFuture<WebSocket> send(WebSocket to);
    }

    /** One at a time, as a WebSocket wants it. */
    private synchronized void send(Sending sending) {
        var open = socket;
        if (open == null || open.isOutputClosed()) {
            return;
        }
        try {
            sending.send(open).join();
        } catch (CompletionException e) {
            fail(brokeOff(String.valueOf(e.getCause())));
        }
    }

    private static CliException brokeOff(String why) {
        return new CliException(Exit.NETWORK, "the session broke off, and the command was ended: " + why);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        if (!named && data.hasRemaining()) {
            toErr = data.get() == STDERR;
            named = true;
        }
        named &= !last;
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        var stream = toErr ? err : out;
        stream.write(bytes, 0, bytes.length);
        stream.flush();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            said(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void said(String message) {
        try {
            var said = MAPPER.readTree(message);
            switch (said.path("type").asText()) {
                case "taken" -> taken(said.path("bytes").asLong());
                case "exit" -> end.complete(said.path("code").asInt());
                case "ended" ->
                    fail(new CliException(
                            Exit.COMMAND_FAILURE,
                            "the command was ended: " + said.path("reason").asText()));
                default -> {} // of a later version, and of use to later clients
            }
        } catch (JsonProcessingException e) {
            fail(brokeOff("the master said what is not understood: " + e.getOriginalMessage()));
        }
    }

    private void taken(long upTo) {
        lock.lock();
        try {
            taken = Math.max(taken, upTo);
            takenMore.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        fail(brokeOff("the master closed it, " + status + (reason.isEmpty() ? "" : " " + reason)));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        fail(brokeOff(String.valueOf(error)));
    }

    @Override
    public void close() {
        var open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
