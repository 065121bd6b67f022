package io.boreas.agent.process;

/** Threads without which an agent does not do what it was started for, though it may seem to live. */
public final class VitalThread {
    private VitalThread() {}

    /**
     * Starts a loop that is not to end before it is told to. What it throws, whatever it is, comes out of the thread as
     * an {@link Error}: those end the program, and what started the program starts it again.
     *
     * @param name of the thread
     */
    public static Thread start(String name, Runnable loop) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                loop.run();
            } catch (RuntimeException e) {
                throw new AssertionError("a defect: the thread " + name + " cannot go on", e);
            }
        });
    }
}
