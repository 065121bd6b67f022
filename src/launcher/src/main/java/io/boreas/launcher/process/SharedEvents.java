package io.boreas.launcher.process;

import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.persistence.shared.CellOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A shared journal as the doors' stream of events. */
public record SharedEvents(CellOrder order) implements EventFeed {
    /** The journals' names of all groups. */
    public static List<String> groups(int count) {
        var names = new ArrayList<String>();
        for (var kind : GroupKind.values()) {
            for (int number = 0; number < kind.groups(count); number++) {
                names.add(kind.persistenceId(number));
            }
        }
        return names;
    }

    @Override
    public long lowest() {
        return order.lowest();
    }

    @Override
    public long highest() {
        return order.highest();
    }

    @Override
    public CompletionStage<Long> latest() {
        return order.latest()
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        new CellUnavailable("the cell's journal does not answer now", failure)));
    }

    @Override
    public void read(long after, int recordsMax, Consumer<FeedRecord> consumer) {
        order.read(after, recordsMax, record -> {
            if (record.payload() instanceof Batch<?, ?> batch) {
                consumer.accept(new FeedRecord(record.position(), record.group(), record.sequence(), batch));
            }
        });
    }

    @Override
    public AutoCloseable onAppend(LongConsumer highest) {
        return order.onAppend(highest);
    }
}
