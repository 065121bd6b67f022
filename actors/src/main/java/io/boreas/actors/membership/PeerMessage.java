package io.boreas.actors.membership;

import io.boreas.actors.group.BetweenMasters;
import io.boreas.actors.membership.MajorityLease.Moment;
import java.util.Set;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;

/** What masters say to each other of themselves, and what one of them hears of the others. */
public sealed interface PeerMessage extends BetweenMasters {
    /**
     * Do you count me among the members?
     *
     * @param master who asks, {@code host:port}
     * @param uid its incarnation
     * @param asked on the clocks of who asks
     * @param gone masters whose process is no more, as who asks has found out
     * @param intent under whom it becomes a member
     */
    record Question(
            String master,
            long uid,
            Moment asked,
            Set<String> gone,
            Formation.Intent intent,
            ActorRef<PeerMessage> replyTo)
            implements PeerMessage {
        public Question {
            gone = Set.copyOf(gone);
        }
    }

    /** Yes. */
    record Answer(String master, Moment asked) implements PeerMessage {}

    /** What was found out about another master's process. */
    record Found(String master, Contact contact) implements PeerMessage, NoSerializationVerificationNeeded {}

    /** A master became a member that takes part. */
    record Up(String master) implements PeerMessage, NoSerializationVerificationNeeded {}

    /**
     * A master is a member no more.
     *
     * @param givenUp whether the others gave it up; if not, it left and had handed over what it hosted
     */
    record Removed(String master, boolean givenUp) implements PeerMessage, NoSerializationVerificationNeeded {}

    /** A majority was there a while ago: whoever is there by now begins. */
    enum Settled implements PeerMessage {
        SETTLED
    }

    /** It is time to ask again. */
    enum Ask implements PeerMessage, NoSerializationVerificationNeeded {
        ASK
    }

    /** This master has waited long enough to take part. */
    enum Overdue implements PeerMessage, NoSerializationVerificationNeeded {
        OVERDUE
    }
}
