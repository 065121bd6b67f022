package io.boreas.actors.guardian;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.actors.stage.Samples;
import io.boreas.core.agent.FrameworkTask;
import io.boreas.core.agent.Operation;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.FrameworkWish;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A scheduler of a framework, right behind the doors. */
final class TestScheduler {
    private final Frameworks frameworks;
    private final FrameworkId id;
    private final double failoverSeconds;
    private final SortedSet<Capability> capabilities;
    private final LinkedBlockingQueue<FrameworkPush> heard = new LinkedBlockingQueue<>();
    private String streamId = "";
    private int calls;

    TestScheduler(Frameworks frameworks, String id, double failoverSeconds, Capability... capabilities) {
        this.frameworks = frameworks;
        this.id = new FrameworkId(id);
        this.failoverSeconds = failoverSeconds;
        this.capabilities = new TreeSet<>(List.of(capabilities));
    }

    FrameworkId id() {
        return id;
    }

    FrameworkReply subscribe(String stream, boolean force) {
        var wish = new FrameworkWish(
                "test",
                "nobody",
                Optional.empty(),
                true,
                failoverSeconds,
                Optional.empty(),
                List.of(),
                capabilities,
                List.of(),
                Payload.NONE);
        var reply = MasterStage.get(frameworks.subscribe(
                id,
                new FrameworkCommand.Subscribe(wish, force, stream),
                new Cause(id + "/" + stream + "/subscribe/" + force, "ann"),
                heard::add));
        if (reply instanceof FrameworkReply.Subscribed) {
            streamId = stream;
        }
        return reply;
    }

    /** Subscribes and hears that it did. */
    TestScheduler subscribed(String stream) {
        if (!(subscribe(stream, true) instanceof FrameworkReply.Subscribed)) {
            throw new AssertionError("not subscribed");
        }
        next(FrameworkPush.Subscribed.class);
        return this;
    }

    void disconnect() {
        frameworks.disconnect(id, streamId);
    }

    FrameworkReply call(FrameworkCall call) {
        return MasterStage.get(frameworks.call(id, streamId, call, cause("call-" + calls++)));
    }

    void launch(FrameworkPush.Offer offer, FrameworkTask... tasks) {
        accept(offer, new Operation.Launch(Optional.empty(), List.of(tasks)));
    }

    void accept(FrameworkPush.Offer offer, Operation... operations) {
        call(new FrameworkCall.Accept(List.of(offer.id()), List.of(operations), Duration.ofSeconds(60)));
    }

    void decline(OfferId offer, Duration refusal) {
        call(new FrameworkCall.Decline(List.of(offer), refusal));
    }

    void acknowledge(TaskUpdate update) {
        call(new FrameworkCall.Acknowledge(
                update.agent().orElseThrow(), update.task(), update.uuid().orElseThrow()));
    }

    void teardown() {
        call(new FrameworkCall.Teardown());
        next(FrameworkPush.End.class);
    }

    /** A task that runs a command on the offer's agent. */
    static FrameworkTask task(FrameworkPush.Offer offer, String id, String resources) {
        return Samples.frameworkTask(offer.agent(), id, resources);
    }

    /** The next of what it hears that is of this type; what is not is passed over. */
    <P extends FrameworkPush> P next(Class<P> type) {
        try {
            long deadline = System.nanoTime() + MasterStage.PATIENCE.toNanos();
            while (true) {
                var push = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (push == null) {
                    throw new AssertionError("heard no " + type.getSimpleName());
                }
                if (type.isInstance(push)) {
                    return type.cast(push);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    FrameworkPush.Offer offer() {
        return next(FrameworkPush.Offers.class).offers().getFirst();
    }

    /** The next update of this task. */
    TaskUpdate update(String task) {
        while (true) {
            var update = next(FrameworkPush.Update.class).update();
            if (update.task().equals(new TaskId(task))) {
                return update;
            }
        }
    }

    /** Whether it hears nothing of this type for a moment. */
    boolean isQuietOf(Class<? extends FrameworkPush> type, Duration moment) throws InterruptedException {
        long deadline = System.nanoTime() + moment.toNanos();
        while (true) {
            var push = heard.poll(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (push == null) {
                return true;
            }
            if (type.isInstance(push)) {
                return false;
            }
        }
    }

    private Cause cause(String what) {
        return new Cause(id + "/" + streamId + "/" + what, "ann");
    }
}
