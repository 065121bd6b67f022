package io.boreas.actors.guardian;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Stage;
import io.boreas.actors.time.Clocks;
import io.boreas.config.Settings;
import io.boreas.core.link.FromMaster;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A master whose journal is in memory. */
final class MasterStage {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    /**
     * Whatever an actor tells another goes there as between two masters: what could not travel is found by every test. Groups stay where
     * they began: each master has a journal of its own.
     */
    private static final Config OVER_ALL = ConfigFactory.parseString("""
            pekko.actor.serialize-messages = on
            pekko.cluster.sharding.rebalance-interval = 1h
            """);

    private MasterStage() {}

    static Master start(NumberedCodec codec, Map<String, String> options) {
        var all = new HashMap<>(Map.of("boreas.groups.count", "4", "boreas.link.port", "0"));
        all.putAll(options);
        var settings = Settings.load(List.of("boreas-pekko.conf"), Optional.empty(), all, Map.of());
        return Master.start(
                OVER_ALL.withFallback(Stage.journalConfig()).withFallback(settings.config()),
                settings.checked(MasterSettings::from),
                codec,
                system -> new NoFeed(),
                Clocks.system(),
                bound -> 0,
                "master-1",
                "1.0");
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        }
    }

    /** Waits until something is so. */
    static void await(String what, Supplier<Boolean> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    static void awaitReady(Master master) {
        await("the master is ready", () -> get(master.cell().unreadiness()).isEmpty());
    }

    /** The next message of this type; pings and what is of no interest are passed over. */
    static <M extends FromMaster> M hear(AgentSocket socket, Class<M> type) throws IOException {
        while (true) {
            var message = socket.hear().orElseThrow(() -> new AssertionError("the master hung up"));
            if (type.isInstance(message)) {
                return type.cast(message);
            }
        }
    }

    /** A journal that nobody reads. */
    private static final class NoFeed implements EventFeed {
        @Override
        public long lowest() {
            return 0;
        }

        @Override
        public long highest() {
            return 0;
        }

        @Override
        public void read(long after, int recordsMax, Consumer<FeedRecord> consumer) {}

        @Override
        public AutoCloseable onAppend(LongConsumer highest) {
            return () -> {};
        }
    }
}
