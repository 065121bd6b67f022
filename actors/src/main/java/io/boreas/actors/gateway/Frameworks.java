package io.boreas.actors.gateway;

import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Frameworks and their schedulers as a door sees them. Stages fail as those of {@link Cell} do. */
public interface Frameworks {
    /**
     * Connects a scheduler. With the answer {@link FrameworkReply.Subscribed} the connection stands, and
     * {@link FrameworkPush.Subscribed} is the first that comes over it; with any other, nothing comes at all.
     *
     * @param to is handed what the scheduler is to hear, one at a time and in order; must not block. After
     *     {@link FrameworkPush.End} it is handed nothing
     */
    CompletionStage<FrameworkReply> subscribe(
            FrameworkId framework, FrameworkCommand.Subscribe subscribe, Cause cause, Consumer<FrameworkPush> to);

    /** The connection of this stream has ended on the scheduler's side. */
    void disconnect(FrameworkId framework, String streamId);

    /**
     * A subscribed scheduler asks. Answered {@link FrameworkReply.Done} once what it asked is durable, or is on its way if it may be
     * lost; {@link FrameworkReply.UnknownFramework}, {@link FrameworkReply.NotConnected}, {@link FrameworkReply.StaleStream} or
     * {@link FrameworkReply.Refused} if nothing was done.
     */
    CompletionStage<FrameworkReply> call(FrameworkId framework, String streamId, FrameworkCall call, Cause cause);

    /** Ends a framework, as an operator asks. */
    CompletionStage<FrameworkReply> teardown(FrameworkId framework, Cause cause);

    CompletionStage<Optional<Framework>> framework(FrameworkId framework);

    /** All frameworks that are remembered, those that are over too, by id. */
    CompletionStage<List<Framework>> frameworks();
}
