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
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a group of frameworks asks agents' groups to tell of their tasks. A task that was launched and that it has not heard of is known to one of them alone;
 * its id, used again, would run twice (I2). So when it has started, calls that launch wait until all have told; and a task that one of them was to
 * launch long ago is on its way until that one has. Soft. A part of {@link FrameworkKeeper}.
 */
final class CatchUp {
    private static final Duration ASKED_EVERY = Duration.ofSeconds(1);

    private final int number;
    private final GroupPost groups;
    private final Clocks clocks;
    private final TreeMap<Integer, Asked> unanswered = new TreeMap<>();
    private final TreeSet<Integer> awaited = new TreeSet<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private long asking;

    /** A question to a group of agents, and when it was put. */
    private record Asked(long asking, Instant at) {}

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
        unanswered.clear();
        for (int agents = 0; agents < groups.count(); agents++) {
            awaited.add(agents);
            ask(agents);
        }
    }

    /** Whether all have told since it started. */
    boolean isOver() {
        return awaited.isEmpty();
    }

    /** The call waits until it is over. */
    void hold(Calls.Question question) {
        held.add(new Held(question, clocks.steady().instant()));
    }

    /** Asks a group of agents, unless it was asked within a second. */
    void ask(int agents) {
        var now = clocks.steady().instant();
        var last = unanswered.get(agents);
        if (last == null || !last.at.plus(ASKED_EVERY).isAfter(now)) {
            asking = Math.max(asking + 1, clocks.wall().millis()); // larger than those of where it ran before
            unanswered.put(agents, new Asked(asking, now));
            groups.tell(GroupKind.AGENT, agents, new AgentGroupMessage.TellAgain(number, asking));
        }
    }

    /** A group of agents has told; returns when it was asked, unless that was another time. */
    Optional<Instant> told(int agents, long of) {
        var asked = unanswered.get(agents);
        if (asked == null || asked.asking != of) {
            return Optional.empty();
        }
        unanswered.remove(agents);
        awaited.remove(agents);
        return Optional.of(asked.at);
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
        awaited.forEach(this::ask);
        while (!held.isEmpty() && held.peek().since.isBefore(longAgo)) {
            held.remove();
        }
    }
}
