package io.boreas.actors.group;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which groups of one kind have told all they have, and when to ask the others again. An allocator or planner that begins anew asks
 * all: the question is lost that goes to where a group was before a master died, and so is the answer that goes to where the one who asks was. Soft.
 */
public final class GroupsHeard {
    private final int count;
    private final Duration patience;
    private final Set<Integer> heard = new HashSet<>();
    private final Unheard<Integer> unheard = new Unheard<>();
    private Optional<Instant> asked = Optional.empty();

    /**
     * @param count how many groups there are
     * @param patience how long an answer may take before the question is asked for the second time
     */
    public GroupsHeard(int count, Duration patience) {
        this.count = count;
        this.patience = patience;
    }

    /** All groups are being asked, for the first time. */
    public void allAsked(Instant now) {
        asked = Optional.of(now);
    }

    /** A group has told all it has; whether it is the first time. */
    public boolean hear(int group) {
        return heard.add(group);
    }

    /** Whether all have told. */
    public boolean areAll() {
        return heard.size() == count;
    }

    /** Those to ask again now; none before all were asked once. */
    public List<Integer> due(Instant now) {
        if (areAll() || asked.filter(at -> !at.plus(patience).isAfter(now)).isEmpty()) {
            return List.of();
        }
        var silent = IntStream.range(0, count)
                .boxed()
                .filter(group -> !heard.contains(group))
                .collect(Collectors.toSet());
        return unheard.due(silent, now);
    }
}
