package io.boreas.actors.guardian;

import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.framework.SchedulerStream;
import io.boreas.actors.framework.ToScheduler;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.actors.group.Groups;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** Frameworks as one master reaches them. Streams of schedulers that came through this master end in actors here. */
final class ClusterFrameworks implements Frameworks {
    /**
     * Schedulers subscribe at once where their master died, and their group may have been there, too: until another is known to have it, they are not
     * heard. That takes a second or two; no client gives up, and subscribes elsewhere, so soon.
     */
    private static final Duration ASKED_WITHIN = Duration.ofSeconds(4);

    private final ActorSystem<?> system;
    private final Asking asking;
    private final Groups groups;
    private final Map<String, ActorRef<ToScheduler>> streams = new ConcurrentHashMap<>();
    private final AtomicLong drawn = new AtomicLong();

    ClusterFrameworks(ActorSystem<?> system, Asking asking, Groups groups) {
        this.system = system;
        this.asking = asking;
        this.groups = groups;
    }

    @Override
    public CompletionStage<FrameworkReply> subscribe(
            FrameworkId framework, FrameworkCommand.Subscribe subscribe, Cause cause, Consumer<FrameworkPush> to) {
        var streamId = subscribe.streamId();
        ActorRef<ToScheduler> stream = system.systemActorOf(
                SchedulerStream.create(framework, streamId, groups, to),
                "scheduler-" + drawn.incrementAndGet(),
                Props.empty());
        streams.put(streamId, stream);
        var once = new Cause("subscribe " + streamId, cause.principal());
        CompletionStage<FrameworkReply> answer = asking.of(
                GroupKind.FRAMEWORK,
                groups.numberOf(framework),
                replyTo -> new FrameworkGroupMessage.Connect(framework, subscribe, once, stream, replyTo),
                ASKED_WITHIN);
        return answer.whenComplete((reply, failure) -> {
            if (reply instanceof FrameworkReply.Subscribed) {
                stream.tell(ToScheduler.Hold.HOLD);
            } else {
                disconnect(framework, streamId);
            }
        });
    }

    @Override
    public void disconnect(FrameworkId framework, String streamId) {
        var stream = streams.remove(streamId);
        if (stream != null) {
            stream.tell(ToScheduler.Close.CLOSE);
        }
    }

    @Override
    public CompletionStage<FrameworkReply> call(
            FrameworkId framework, String streamId, FrameworkCall call, Cause cause) {
        return asking.once(
                GroupKind.FRAMEWORK,
                groups.numberOf(framework),
                replyTo -> new FrameworkGroupMessage.Call(framework, streamId, call, cause, replyTo));
    }

    @Override
    public CompletionStage<FrameworkReply> teardown(FrameworkId framework, Cause cause) {
        return asking.of(
                GroupKind.FRAMEWORK,
                groups.numberOf(framework),
                replyTo -> new FrameworkGroupMessage.Teardown(framework, cause, replyTo));
    }

    @Override
    public CompletionStage<Optional<Framework>> framework(FrameworkId framework) {
        CompletionStage<FrameworkGroupMessage.Found> found = asking.of(
                GroupKind.FRAMEWORK,
                groups.numberOf(framework),
                replyTo -> new FrameworkGroupMessage.Find(framework, replyTo));
        return found.thenApply(FrameworkGroupMessage.Found::framework);
    }

    @Override
    public CompletionStage<List<Framework>> frameworks() {
        return asking.all(GroupKind.FRAMEWORK, FrameworkGroupMessage.FindSome::behind)
                .thenApply(all -> Asking.sorted(all, Comparator.comparing(Framework::id)));
    }
}
