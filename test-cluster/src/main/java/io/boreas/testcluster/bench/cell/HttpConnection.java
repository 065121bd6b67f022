package io.boreas.testcluster.bench.cell;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One kept-alive HTTP/1.1 connection to a master, a request at a time. Plain sockets, so that a load driver costs the machine it
 * shares with what it measures as little as can be.
 */
final class HttpConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String host;

    /** An answer. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** This answer, if it is the status that was hoped for. */
        Answer expect(int wanted) {
            if (status != wanted) {
                throw new IllegalStateException("the master answered " + status + ", not " + wanted + ": " + text());
            }
            return this;
        }
    }

    private record Head(int status, long length, boolean chunked, Map<String, String> headers) {}

    /** An endless answer, and the headers it came with by their names in lower case. */
    record Endless(InputStream body, Map<String, String> headers) {}

    HttpConnection(URI master) throws IOException {
        this(master, Duration.ofSeconds(60));
    }

    HttpConnection(URI master, Duration readTimeout) throws IOException {
        this.socket = new Socket();
        this.host = master.getAuthority();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) readTimeout.toMillis());
        socket.connect(new InetSocketAddress(master.getHost(), master.getPort()), 5_000);
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = socket.getOutputStream();
    }

    Answer get(String path) throws IOException {
        return call("GET", path, new byte[0]);
    }

    Answer post(String path, String json) throws IOException {
        return call("POST", path, json.getBytes(StandardCharsets.UTF_8));
    }

    Answer delete(String path) throws IOException {
        return call("DELETE", path, new byte[0]);
    }

    private Answer call(String method, String path, byte[] body) throws IOException {
        send(method, path, body, "");
        var head = head();
        return new Answer(
                head.status(), head.chunked() ? new Chunks(in).readAllBytes() : in.readNBytes((int) head.length()));
    }

    /** Asks with headers of its own, each ended by a line feed. */
    Answer post(String path, String json, String headers) throws IOException {
        send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
        var head = head();
        return new Answer(
                head.status(), head.chunked() ? new Chunks(in).readAllBytes() : in.readNBytes((int) head.length()));
    }

    /** Asks for an endless answer; nothing else can be asked on this connection afterwards. */
    Endless postForStream(String path, String json) throws IOException {
        send("POST", path, json.getBytes(StandardCharsets.UTF_8), "");
        var head = head();
        if (head.status() != 200 || !head.chunked()) {
            throw new IllegalStateException("no stream, but status " + head.status());
        }
        return new Endless(new Chunks(in), head.headers());
    }

    /** Opens an endless answer; nothing else can be asked on this connection afterwards. */
    InputStream stream(String path, String headers) throws IOException {
        send("GET", path, new byte[0], headers);
        var head = head();
        if (head.status() != 200 || !head.chunked()) {
            throw new IllegalStateException("no stream, but status " + head.status());
        }
        return new Chunks(in);
    }

    private void send(String method, String path, byte[] body, String headers) throws IOException {
        var head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n" + headers
                + (body.length == 0 ? "" : "Content-Type: application/json\r\n")
                + (method.equals("GET") ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
        var message = new ByteArrayOutputStream(head.length() + body.length);
        message.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(body);
        message.writeTo(out);
        out.flush();
    }

    private Head head() throws IOException {
        var first = line(in);
        int status = Integer.parseInt(first.substring(9, 12));
        long length = 0;
        boolean chunked = false;
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var lower = line.toLowerCase(Locale.ROOT);
            int colon = line.indexOf(':');
            headers.put(lower.substring(0, colon), line.substring(colon + 1).strip());
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        return new Head(status, length, chunked, headers);
    }

    private static String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream(80);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the master closed the connection");
            }
            if (next != '\r') {
                bytes.write(next);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The chunked transfer coding. Source: RFC 9112, section 7.1; trailers are not read. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private long left;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                left = Long.parseLong(line(in), 16);
                ended = left == 0;
                if (ended) {
                    line(in);
                }
            }
            if (ended) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the master closed the connection within a chunk");
            }
            left -= count;
            if (left == 0) {
                line(in);
            }
            return count;
        }
    }
}
