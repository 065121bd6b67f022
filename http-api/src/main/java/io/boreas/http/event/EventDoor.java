package io.boreas.http.event;

import io.boreas.actors.gateway.EventFeed;
import io.boreas.core.id.JobKey;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.HttpSettings;
import io.boreas.http.server.QueryInput;
import io.boreas.http.server.Route;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** {@code /boreas/v1/events}: what happens in the cell, as it happens, resumable from any event the journal still has. */
public final class EventDoor {
    private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();
    private static final ByteString HEARTBEAT = ByteString.fromString(":\n\n");

    private final EventFeed feed;
    private final EventHub hub;
    private final HttpSettings settings;

    public EventDoor(EventFeed feed, HttpSettings settings) {
        this.feed = feed;
        this.hub = new EventHub(feed, settings.eventsBuffered());
        this.settings = settings;
    }

    public List<Route> routes() {
        return List.of(Route.get("/boreas/v1/events", this::events));
    }

    private CompletionStage<HttpResponse> events(Call call) {
        var query = call.query("after", "job", "type", "follow");
        var filter = filter(query);
        boolean follow = query.flag("follow", true);
        var asked = call.header("Last-Event-ID").or(() -> query.text("after"));
        return feed.latest().thenApply(latest -> {
            var seen = asked.map(text -> resumed(text, latest)).orElseGet(() -> EventPosition.afterRecord(latest));
            return Answers.stream(EVENT_STREAM, follow ? stream(seen, filter) : past(seen, filter, latest))
                    .addHeaders(List.of(
                            RawHeader.create("Cache-Control", "no-store"),
                            RawHeader.create("X-Accel-Buffering", "no")));
        });
    }

    private Source<ByteString, ?> stream(EventPosition seen, EventFilter filter) {
        return Source.lazySource(() -> {
                    var subscription = hub.subscribe(seen, filter);
                    return Source.unfoldAsync(subscription, from -> from.next()
                                    .thenApply(events -> Optional.of(Pair.create(from, events))))
                            .filter(events -> !events.isEmpty())
                            // Who takes nothing for so long is not slow but gone; it may resume from its last event.
                            .backpressureTimeout(settings.idleTimeout())
                            .viaMat(KillSwitches.single(), Keep.right())
                            .mapMaterializedValue(kill -> {
                                subscription.whenCut().exceptionally(failure -> {
                                    kill.abort(failure);
                                    return null;
                                });
                                return kill;
                            })
                            .watchTermination((kill, end) -> {
                                end.whenComplete((done, failure) -> subscription.close());
                                return kill;
                            });
                })
                .prepend(Source.single(hello(seen)))
                .keepAlive(settings.heartbeat(), () -> HEARTBEAT);
    }

    /** What has happened until now, and no more. */
    private Source<ByteString, ?> past(EventPosition seen, EventFilter filter, long end) {
        return Source.lazySource(() -> Source.unfoldAsync(hub.subscribe(seen, filter), from -> from.missedUpTo(end)
                        .thenApply(found -> found.map(events -> Pair.create(from, events))))
                .filter(events -> !events.isEmpty()));
    }

    /** Whoever is cut off before the first event may resume from here. Source: WHATWG HTML 9.2.6, an id without data counts. */
    private static ByteString hello(EventPosition seen) {
        return ByteString.fromString("retry: 1000\nid: " + seen + "\n\n");
    }

    private static EventFilter filter(QueryInput query) {
        var types = new TreeSet<String>();
        query.text("type").ifPresent(text -> types.addAll(Arrays.asList(text.split(",", -1))));
        for (var type : types) {
            if (!EventEncoder.TYPES.contains(type)) {
                throw QueryInput.refusal("the parameter \"type\" is one or more of "
                        + String.join(",", EventEncoder.TYPES) + ", not \"" + type + "\"");
            }
        }
        var job = query.text("job");
        try {
            job.ifPresent(JobKey::parse);
        } catch (IllegalArgumentException e) {
            throw QueryInput.refusal("the parameter \"job\" is a job key: " + e.getMessage());
        }
        return new EventFilter(job, types);
    }

    private EventPosition resumed(String text, long highest) {
        var position = EventPosition.parse(text)
                .orElseThrow(() -> QueryInput.refusal(
                        "the last event's id is position.index, such as 17.0, not \"" + text + "\""));
        long lowest = feed.lowest();
        if (position.wholeRecords() + 1 < lowest || position.record() > highest) {
            var detail = position.record() > highest
                    ? "The journal ends at " + highest + ", before the event " + text + ": it is another journal."
                    : "The journal begins at " + lowest + "; what came right after " + text + " is gone.";
            throw new ProblemException(Problem.of(
                            410,
                            "events-gone",
                            "The stream cannot be resumed there",
                            detail + " Read the current state and subscribe without an id.")
                    .with("lowest", lowest)
                    .with("highest", highest));
        }
        return position;
    }
}
