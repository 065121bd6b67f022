package io.boreas.actors.group;

import io.boreas.core.machine.Envelope;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a group takes. Each kind of group adds its own. */
public interface GroupMessage extends BetweenMasters {
    /** Be there: a group is started by its first message, and owes things from its first moment. */
    enum Wake implements GroupMessage {
        WAKE
    }

    /** Leave: another master takes over, or this one stops. What was begun is finished first. */
    enum Stop implements GroupMessage {
        STOP
    }

    /** Answer with your number: you have replayed your journal, and take commands. */
    record AreYouThere(ActorRef<Integer> replyTo) implements GroupMessage {}

    /** What is received behind the commands that came before it: their records are durable by then. */
    interface InOrder extends GroupMessage {}

    /**
     * A command for one of its aggregates.
     *
     * @param <K> the aggregate's id
     * @param <C> the kind's commands
     * @param <R> the kind's replies
     */
    record Command<K, C, R>(Envelope<K, C> envelope, ReplyTo<R> replyTo) implements GroupMessage {}

    /** Commands that travelled together. */
    record Commands<K, C, R>(List<Command<K, C, R>> commands) implements GroupMessage {
        public Commands {
            commands = List.copyOf(commands);
        }
    }
}
