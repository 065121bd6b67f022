package io.boreas.agent.gateway;

import io.boreas.core.link.SessionAnswer.Chunk;
import java.util.concurrent.CompletionStage;

/** Takes what a nested container writes. Used by one thread. */
public interface NestedOutput {
    /**
     * Takes some; nothing more comes before it is taken.
     *
     * @return completed when there is room for more: with false if nobody reads any more
     */
    CompletionStage<Boolean> take(Chunk chunk);

    /** The container has ended, and that was all. */
    void end();
}
