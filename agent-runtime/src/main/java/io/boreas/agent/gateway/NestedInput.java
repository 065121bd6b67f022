package io.boreas.agent.gateway;

import io.boreas.core.link.TerminalSize;

/** The input of a nested container, of which one client has charge. Not safe for use by several threads. */
public interface NestedInput extends AutoCloseable {
    /** Writes all of it; waits while the container does not read, unless it has ended. */
    void write(byte[] bytes);

    /** Nothing comes after what was written. */
    void end();

    /** Its terminal has another size. Without a terminal this means nothing. */
    void resize(TerminalSize size);

    /** Another client may have charge of it. */
    @Override
    void close();
}
