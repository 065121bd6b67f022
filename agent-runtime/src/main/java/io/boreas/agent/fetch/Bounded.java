package io.boreas.agent.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that gives so much and no more: who reads on hears that there is too much, not that it is over. */
public final class Bounded extends FilterInputStream {
    private final String what;
    private long left;

    /**
     * @param max bytes at most
     * @param what is too long then
     */
    public Bounded(InputStream in, long max, String what) {
        super(in);
        this.left = max;
        this.what = what;
    }

    /** From now on so many bytes more at most. */
    public void allow(long max) {
        left = max;
    }

    @Override
    public int read() throws IOException {
        int got = in.read();
        if (got >= 0) {
            count(1);
        }
        return got;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = in.read(buffer, offset, length);
        if (got > 0) {
            count(got);
        }
        return got;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(count);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws TooLong {
        left -= bytes;
        if (left < 0) {
            throw new TooLong(what);
        }
    }

    /** There was more than may be. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(String what) {
            super(what);
        }
    }
}
