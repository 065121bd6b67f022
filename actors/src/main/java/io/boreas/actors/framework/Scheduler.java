package io.boreas.actors.framework;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.Backoff;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.FrameworkEffect;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A connected scheduler: what it was told and has not answered. Soft: lost, it is told again. */
final class Scheduler {
    /** Offers told at once: those of a large cell have no room in one message to another master. */
    private static final int OFFERS_MAX = 1_000;

    private final String streamId;
    private final SchedulerLine line;
    private final Map<OfferId, FrameworkPush.Offer> offers = new LinkedHashMap<>();
    private final List<FrameworkPush.Offer> fresh = new ArrayList<>();
    private final Map<AgentId, OfferId> inverse = new HashMap<>();
    private final Map<TaskId, Told> told = new HashMap<>();

    /** An update that waits for its acknowledgement, and when it is told again. */
    private record Told(UUID uuid, Duration pause, Instant again) {}

    Scheduler(String streamId, SchedulerLine line) {
        this.streamId = streamId;
        this.line = line;
    }

    String streamId() {
        return streamId;
    }

    void push(FrameworkPush push) {
        line.push(push);
    }

    /** Takes an offer, to be told with others. */
    void offer(FrameworkPush.Offer offer) {
        if (offers.put(offer.id(), offer) == null) {
            fresh.add(offer);
        }
    }

    /** Tells of the offers it has not been told of; those that ended meanwhile are nobody's business. */
    void pushOffers() {
        fresh.removeIf(offer -> !offers.containsKey(offer.id()));
        for (int from = 0; from < fresh.size(); from += OFFERS_MAX) {
            push(new FrameworkPush.Offers(fresh.subList(from, Math.min(from + OFFERS_MAX, fresh.size()))));
        }
        fresh.clear();
    }

    /** The offer, which it has answered, or which ended; empty if it was not offered. */
    Optional<FrameworkPush.Offer> take(OfferId offer) {
        return Optional.ofNullable(offers.remove(offer));
    }

    /** An offer ended, and not by its doing. */
    void rescind(OfferId offer) {
        if (offers.remove(offer) != null && !fresh.removeIf(one -> one.id().equals(offer))) {
            push(new FrameworkPush.Rescind(offer));
        }
    }

    /** Whether it was offered this, and has not answered. */
    boolean knows(OfferId offer) {
        return offers.containsKey(offer);
    }

    /** Asks it to leave agents; what it was asked by an earlier allocator is void. */
    void ask(List<FrameworkPush.InverseOffer> asked) {
        for (var offer : asked) {
            var old = inverse.put(offer.agent(), offer.id());
            if (old != null) {
                push(new FrameworkPush.RescindInverse(old));
            }
        }
        push(new FrameworkPush.InverseOffers(asked));
    }

    /** It has answered. */
    void answered(OfferId inverseOffer) {
        inverse.values().remove(inverseOffer);
    }

    /** An inverse offer ended, and not by its doing. It is told also if this group has forgotten what it was asked. */
    void rescindInverse(OfferId inverseOffer) {
        inverse.values().remove(inverseOffer);
        push(new FrameworkPush.RescindInverse(inverseOffer));
    }

    List<FrameworkPush.Offer> offers() {
        return List.copyOf(offers.values());
    }

    /** Tells of an update, unless it waits for that one's acknowledgement already. */
    void deliver(FrameworkEffect.Deliver delivery, Optional<TaskHost> host, Instant now, Duration pause) {
        var update = delivery.update();
        var uuid = update.uuid().orElseThrow();
        var waiting = told.get(update.task());
        if (waiting == null || !waiting.uuid.equals(uuid)) {
            told.put(update.task(), new Told(uuid, pause, now.plus(pause)));
            push(FrameworkPush.Update.of(update, host));
        }
    }

    /** Nothing of this task waits for an acknowledgement. */
    void settled(TaskId task) {
        told.remove(task);
    }

    void forgetWhatWasTold() {
        told.clear();
    }

    /** The tasks of which an update is to be told again; by the next pause they are told once more. */
    List<TaskId> overdue(Instant now, Duration pauseMax) {
        var due = new ArrayList<TaskId>();
        told.replaceAll((task, waiting) -> {
            if (waiting.again.isAfter(now)) {
                return waiting;
            }
            due.add(task);
            var pause = Backoff.next(waiting.pause, pauseMax);
            return new Told(waiting.uuid, pause, now.plus(pause));
        });
        return due;
    }
}
