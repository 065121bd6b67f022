package io.boreas.testcluster.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.Await;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** All that a scheduler heard, in order, over all its streams; and which offers it holds. */
public final class Heard {
    private static final int EVENTS_MAX = 1_000_000;

    private final List<JsonNode> events = new ArrayList<>();
    private final Map<String, Offer> offers = new LinkedHashMap<>();

    synchronized void add(JsonNode event) {
        if (events.size() == EVENTS_MAX) {
            throw new IllegalStateException("more than " + EVENTS_MAX + " events heard");
        }
        events.add(event);
        switch (event.path("type").asText()) {
            case "SUBSCRIBED" -> offers.clear();
            case "OFFERS" ->
                event.path("offers").path("offers").forEach(json -> {
                    var offer = Offer.of(json);
                    offers.put(offer.id(), offer);
                });
            case "RESCIND" ->
                offers.remove(
                        event.path("rescind").path("offer_id").path("value").asText());
            default -> {
                // the others change no offer
            }
        }
        notifyAll();
    }

    /** How many events there are so far: what comes later has this number or a higher one. */
    public synchronized int size() {
        return events.size();
    }

    /** Events of a type from a number on. */
    public synchronized List<JsonNode> events(String type, int from) {
        return events.subList(from, events.size()).stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    /** Status updates, answers to RECONCILE included, from a number on. */
    public List<Update> updates(int from) {
        return events("UPDATE", from).stream()
                .map(event -> Update.of(event.path("update").path("status")))
                .toList();
    }

    /** All updates of a task. */
    public List<Update> updates(String task) {
        return updates(0).stream().filter(update -> update.task().equals(task)).toList();
    }

    /** The state of each task that the last update said. */
    public Map<String, String> states() {
        var states = new LinkedHashMap<String, String>();
        updates(0).forEach(update -> states.put(update.task(), update.state()));
        return states;
    }

    /** Waits for an update of a task in a state, from a number on. */
    public Update awaitUpdate(String task, String state, int from) {
        return Await.until(task + " is told " + state, Await.DEADLINE, () -> updates(from).stream()
                .filter(update -> update.task().equals(task) && update.state().equals(state))
                .findFirst());
    }

    /** As {@link #awaitUpdate(String, String, int)}, from the beginning. */
    public Update awaitUpdate(String task, String state) {
        return awaitUpdate(task, state, 0);
    }

    /** The offers that were not used, declined or rescinded. */
    public synchronized List<Offer> offers() {
        return List.copyOf(offers.values());
    }

    /** Waits for an offer that fits, and takes it from those that are held. */
    public Offer takeOffer(Predicate<Offer> fits) {
        return Await.until("an offer that fits", Await.DEADLINE, () -> take(fits));
    }

    /** An offer that fits, if there is one; it is not held any more. */
    public synchronized Optional<Offer> take(Predicate<Offer> fits) {
        var found = offers.values().stream().filter(fits).findFirst();
        found.ifPresent(offer -> offers.remove(offer.id()));
        return found;
    }

    /** Waits for something new, at most so long. */
    synchronized void awaitMore(int size, long millis) {
        try {
            if (events.size() <= size) {
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for events", e);
        }
    }
}
