package io.boreas.agent.gateway;

import io.boreas.core.agent.ContainerName;
import io.boreas.core.link.SessionAnswer.Why;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The containers that were started within those of tasks and executors. Safe for use by any thread. */
public interface Nested {
    /** What comes of a launch. */
    sealed interface Launch {
        /**
         * It runs.
         *
         * @param following to be given, at once and once, who hears all that it writes; nobody if it is no session
         */
        record Begun(Consumer<Optional<NestedOutput>> following) implements Launch {}

        /** There is one of that name. */
        record Known() implements Launch {}

        /** It cannot be, and why, for people. */
        record Refused(Why why, String message) implements Launch {}
    }

    /** What comes of attaching to a container. */
    sealed interface Attached {
        /** Done. */
        record Done() implements Attached {}

        /** It has ended. */
        record Ended() implements Attached {}

        /** It is no session: its output goes to files. */
        record NoSession() implements Attached {}
    }

    /** What comes of asking for the input of a container. */
    sealed interface Asked {
        /** Whoever asked has charge of it. */
        record Given(NestedInput input) implements Asked {}

        /** Somebody else has. */
        record Taken() implements Asked {}

        /** It has ended. */
        record Ended() implements Asked {}

        /** It is no session: it has none. */
        record NoSession() implements Asked {}
    }

    /** Starts one; some seconds may pass. */
    Launch launch(ContainerName name, NestedSpec spec);

    /** What one was launched with; empty if it is not known. */
    Optional<NestedSpec> spec(ContainerName name);

    /** When one has ended, and how; empty if it is not known. */
    Optional<CompletionStage<NestedEnd>> end(ContainerName name);

    /** Hears what one that is known writes from now on. */
    Attached attach(ContainerName name, NestedOutput output);

    /** Asks for the input of one that is known. */
    Asked input(ContainerName name);

    /** Ends one with all that came of it; whether it had not ended. */
    boolean kill(ContainerName name);

    /**
     * Sends the program of one a signal.
     *
     * @param signal 1 to 31
     * @return whether it had not ended
     */
    boolean signal(ContainerName name, int signal);

    /** Forgets one that has ended; whether none of that name runs. */
    boolean remove(ContainerName name);

    /** Those that run, the oldest first. */
    List<ContainerName> running();
}
