package io.boreas.actors.framework;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.time.Clocks;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a group of frameworks has to hear when it has started, before it launches anything: all that agents' groups have to tell. A task that was launched and
 * that it has not heard of is known to one of them alone; its id, used again, would run twice (I2). Until all have told, calls that launch wait. Soft. A
 * part of {@link FrameworkKeeper}.
 */
final class CatchUp {
    private static final Duration ASKED_EVERY = Duration.ofSeconds(1);

    private final int number;
    private final GroupPost groups;
    private final Clocks clocks;
    private final TreeSet<Integer> missing = new TreeSet<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private Instant again = Instant.MIN;
    private long asking;

    /** A call that waits, and since when. */
    private record Held(Calls.Question question, Instant since) {}

    /** @param number of the group of frameworks this is a part of */
    CatchUp(int number, GroupPost groups, Clocks clocks) {
        this.number = number;
        this.groups = groups;
        this.clocks = clocks;
    }

    /** The group has started: what it was told before, it may have forgotten. */
    void begin() {
        asking = Math.max(asking + 1, clocks.wall().millis()); // one before it may have run elsewhere
        for (int agents = 0; agents < groups.count(); agents++) {
            missing.add(agents);
        }
        ask();
    }

    boolean isOver() {
        return missing.isEmpty();
    }

    /** The call waits until it is over. */
    void hold(Calls.Question question) {
        held.add(new Held(question, clocks.steady().instant()));
    }

    /** A group of agents has told. */
    void told(int agents, long of) {
        if (of == asking) {
            missing.remove(agents);
        }
    }

    /** The calls that need not wait any longer, in their order. */
    List<Calls.Question> released() {
        if (!isOver() || held.isEmpty()) {
            return List.of();
        }
        var released = new ArrayList<Calls.Question>();
        held.forEach(one -> released.add(one.question));
        held.clear();
        return released;
    }

    /** Asks again who may not have heard, and forgets calls that have waited since before a moment: nobody waits for their answers any more. */
    void tick(Instant longAgo) {
        if (!isOver() && !again.isAfter(clocks.steady().instant())) {
            ask();
        }
        while (!held.isEmpty() && held.peek().since.isBefore(longAgo)) {
            held.remove();
        }
    }

    private void ask() {
        again = clocks.steady().instant().plus(ASKED_EVERY);
        missing.forEach(
                agents -> groups.tell(GroupKind.AGENT, agents, new AgentGroupMessage.TellAgain(number, asking)));
    }
}
