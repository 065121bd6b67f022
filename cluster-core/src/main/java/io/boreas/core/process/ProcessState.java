package io.boreas.core.process;

/**
 * The states of a process, as its latest run left it. Source: Thermos's {@code ProcessState}.
 */
public enum ProcessState {
    /** It has not been started yet. */
    WAITING,
    /** It was told to start; nothing is known of it yet. */
    FORKED,
    /** It has a pid. */
    RUNNING,
    /** It exited with 0. */
    SUCCESS,
    /** It exited with another code. */
    FAILED,
    /** A signal ended it. That is no failure of its own: it runs again. */
    KILLED,
    /** It is gone and left no exit code. That is no failure of its own: it runs again. */
    LOST;

    /** Whether a run is under way. */
    public boolean isLive() {
        return switch (this) {
            case FORKED, RUNNING -> true;
            case WAITING, SUCCESS, FAILED, KILLED, LOST -> false;
        };
    }

    /** Whether a run in this state may become {@code next}; after a run's end, {@link #FORKED} begins another run. */
    public boolean mayBecome(ProcessState next) {
        return switch (next) {
            case WAITING -> false;
            case FORKED -> !isLive();
            case RUNNING -> this == FORKED;
            case SUCCESS, FAILED, KILLED, LOST -> isLive();
        };
    }
}
