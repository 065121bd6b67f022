package io.boreas.agent.isolation;

/**
 * What was seen of a task by looking at it; 0 where nobody looked.
 *
 * @param memBytes what its processes hold in memory, each shared page counted once or, at most, once for each
 * @param processes how many there are
 * @param diskBytes what its sandbox takes
 */
public record Sample(long memBytes, int processes, long diskBytes) {
    /** Nobody looked: what the kernel keeps count of is known all the same. */
    public static final Sample NONE = new Sample(0, 0, 0);
}
