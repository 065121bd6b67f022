package io.boreas.launcher.journal;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The frameworks of a cell as its journal has it. No scheduler can subscribe: there is nothing to offer.
 *
 * @param all by id
 */
record PastFrameworks(List<Framework> all) implements Frameworks {
    PastFrameworks {
        all = List.copyOf(all);
    }

    @Override
    public CompletionStage<FrameworkReply> subscribe(
            FrameworkId framework, FrameworkCommand.Subscribe subscribe, Cause cause, Consumer<FrameworkPush> to) {
        return PastCell.refused("No scheduler can subscribe here");
    }

    /** No stream was ever opened. */
    @Override
    public void disconnect(FrameworkId framework, String streamId) {}

    @Override
    public CompletionStage<FrameworkReply> call(
            FrameworkId framework, String streamId, FrameworkCall call, Cause cause) {
        return PastCell.refused("No scheduler is heard here");
    }

    @Override
    public CompletionStage<FrameworkReply> teardown(FrameworkId framework, Cause cause) {
        return PastCell.refused("Nothing can be changed here");
    }

    @Override
    public CompletionStage<Optional<Framework>> framework(FrameworkId framework) {
        return CompletableFuture.completedStage(
                all.stream().filter(known -> known.id().equals(framework)).findFirst());
    }

    @Override
    public CompletionStage<List<Framework>> frameworks() {
        return CompletableFuture.completedStage(all);
    }
}
