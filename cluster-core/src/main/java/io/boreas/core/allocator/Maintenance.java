package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked to leave agents that are to be worked on, and what they answered. One question to each framework that has
 * something there; asked again when the time that its answer said has passed.
 */
final class Maintenance {
    private final TreeMap<AgentId, Window> windows = new TreeMap<>();

    private static final class Window {
        final Unavailability unavailability;
        final TreeMap<FrameworkId, Asked> asked = new TreeMap<>();

        Window(Unavailability unavailability) {
            this.unavailability = unavailability;
        }
    }

    /** A framework that was asked; null where it has not answered yet. */
    private static final class Asked {
        @Nullable
        Instant again;

        @Nullable
        Boolean accepted;

        boolean open = true;
    }

    Optional<Unavailability> of(AgentId agent) {
        return Optional.ofNullable(windows.get(agent)).map(window -> window.unavailability);
    }

    /** The agent has this window from now on, or none; returns the questions that are void by that. */
    List<InverseOffer> set(AgentId agent, Optional<Unavailability> unavailability) {
        var old = windows.get(agent);
        if (old != null && unavailability.isPresent() && unavailability.get().equals(old.unavailability)) {
            return List.of();
        }
        windows.remove(agent);
        unavailability.ifPresent(added -> windows.put(agent, new Window(added)));
        var withdrawn = new ArrayList<InverseOffer>();
        if (old != null) {
            old.asked.forEach((framework, asked) -> {
                if (asked.open) {
                    withdrawn.add(new InverseOffer(framework, agent, old.unavailability));
                }
            });
        }
        return withdrawn;
    }

    /** The questions to be asked now. */
    List<InverseOffer> ask(Instant now, Function<AgentId, ? extends Collection<FrameworkId>> holders) {
        var questions = new ArrayList<InverseOffer>();
        windows.forEach((agent, window) -> {
            var here = holders.apply(agent);
            window.asked.keySet().retainAll(here);
            for (var framework : here) {
                var asked = window.asked.get(framework);
                if (asked == null) {
                    window.asked.put(framework, new Asked());
                } else if (!asked.open && asked.again != null && !asked.again.isAfter(now)) {
                    asked.open = true;
                } else {
                    continue;
                }
                questions.add(new InverseOffer(framework, agent, window.unavailability));
            }
        });
        return questions;
    }

    /** The framework has answered; whether it was asked. */
    boolean answer(AgentId agent, FrameworkId framework, boolean accepted, Instant again) {
        var window = windows.get(agent);
        var asked = window == null ? null : window.asked.get(framework);
        if (asked == null || !asked.open) {
            return false;
        }
        asked.open = false;
        asked.accepted = accepted;
        asked.again = again;
        return true;
    }

    /** Questions to it are void: it is gone, or not connected. */
    void forget(FrameworkId framework) {
        windows.values().forEach(window -> window.asked.remove(framework));
    }

    /** Each framework's last answer. */
    SortedMap<FrameworkId, Boolean> answers(AgentId agent) {
        var window = windows.get(agent);
        var answers = new TreeMap<FrameworkId, Boolean>();
        if (window != null) {
            window.asked.forEach((framework, asked) -> {
                if (asked.accepted != null) {
                    answers.put(framework, asked.accepted);
                }
            });
        }
        return Collections.unmodifiableSortedMap(answers);
    }

    /** When someone is to be asked again. */
    Optional<Instant> next() {
        return windows.values().stream()
                .flatMap(window -> window.asked.values().stream())
                .filter(asked -> !asked.open)
                .flatMap(asked -> Optional.ofNullable(asked.again).stream())
                .min(Instant::compareTo);
    }
}
