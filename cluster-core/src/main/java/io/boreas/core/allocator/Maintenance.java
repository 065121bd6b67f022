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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked to leave agents that are to be worked on, and what they answered. One question to each framework that has
 * something there; asked again when the time that its answer said has passed.
 *
 * <p>Source: Mesos, {@code HierarchicalAllocatorProcess::generateInverseOffers} and {@code updateInverseOffer}.
 */
final class Maintenance {
    private final TreeMap<AgentId, Window> windows = new TreeMap<>();

    private static final class Window {
        final Unavailability unavailability;
        final TreeMap<FrameworkId, Asked> asked = new TreeMap<>();

        Window(Unavailability unavailability) {
            this.unavailability = unavailability;
        }

        Asked of(FrameworkId framework) {
            return asked.computeIfAbsent(framework, any -> new Asked());
        }
    }

    /** What a framework was asked and has said of one agent. */
    private static final class Asked {
        /** Since when a question is open; null if none is. */
        @Nullable
        Instant openSince;

        /** It is not asked before; null if it may be. */
        @Nullable
        Instant quietUntil;

        @Nullable
        InverseAnswer answer;
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
        var withdrawn = close(id -> id.equals(agent), framework -> true, since -> true);
        windows.remove(agent);
        unavailability.ifPresent(added -> windows.put(agent, new Window(added)));
        return withdrawn;
    }

    /** The questions to be asked now. */
    List<InverseOffer> ask(Instant now, Function<AgentId, ? extends Collection<FrameworkId>> holders) {
        var questions = new ArrayList<InverseOffer>();
        windows.forEach((agent, window) -> {
            for (var asked : window.asked.values()) {
                if (asked.quietUntil != null && !asked.quietUntil.isAfter(now)) {
                    asked.quietUntil = null;
                }
            }
            for (var framework : holders.apply(agent)) {
                var asked = window.of(framework);
                if (asked.openSince == null && asked.quietUntil == null) {
                    asked.openSince = now;
                    questions.add(new InverseOffer(framework, agent, window.unavailability));
                }
            }
        });
        return questions;
    }

    /** The framework has answered; whether it was asked. */
    boolean answer(AgentId agent, FrameworkId framework, InverseAnswer answer, Instant again) {
        var window = windows.get(agent);
        var asked = window == null ? null : window.asked.get(framework);
        if (asked == null || asked.openSince == null) {
            return false;
        }
        asked.openSince = null;
        asked.answer = answer;
        asked.quietUntil = again;
        return true;
    }

    /** Questions that are open since before then are void, and may be asked again. */
    List<InverseOffer> expire(Instant before) {
        return close(agent -> true, framework -> true, since -> since.isBefore(before));
    }

    /** The framework may be asked again at once, whatever it has answered. */
    void revive(FrameworkId framework) {
        for (var window : windows.values()) {
            var asked = window.asked.get(framework);
            if (asked != null) {
                asked.quietUntil = null;
            }
        }
    }

    /** Questions to it are void, for nobody is there who has heard them; what it answered stays. */
    void release(FrameworkId framework) {
        close(agent -> true, framework::equals, since -> true);
        revive(framework);
    }

    /** It is gone. */
    void forget(FrameworkId framework) {
        windows.values().forEach(window -> window.asked.remove(framework));
    }

    private List<InverseOffer> close(
            Predicate<AgentId> agents, Predicate<FrameworkId> frameworks, Predicate<Instant> opened) {
        var closed = new ArrayList<InverseOffer>();
        windows.forEach((agent, window) -> window.asked.forEach((framework, asked) -> {
            var since = asked.openSince;
            if (since != null && agents.test(agent) && frameworks.test(framework) && opened.test(since)) {
                asked.openSince = null;
                closed.add(new InverseOffer(framework, agent, window.unavailability));
            }
        }));
        return closed;
    }

    /** Each framework's last answer. */
    SortedMap<FrameworkId, InverseAnswer> answers(AgentId agent) {
        var window = windows.get(agent);
        var answers = new TreeMap<FrameworkId, InverseAnswer>();
        if (window != null) {
            window.asked.forEach((framework, asked) -> {
                if (asked.answer != null) {
                    answers.put(framework, asked.answer);
                }
            });
        }
        return Collections.unmodifiableSortedMap(answers);
    }

    /** When somebody may have to be asked again. */
    Optional<Instant> next() {
        return windows.values().stream()
                .flatMap(window -> window.asked.values().stream())
                .flatMap(asked -> Optional.ofNullable(asked.quietUntil).stream())
                .min(Instant::compareTo);
    }
}
