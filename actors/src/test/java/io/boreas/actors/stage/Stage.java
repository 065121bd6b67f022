package io.boreas.actors.stage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.actors.time.Clocks;
import io.boreas.core.machine.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRefWithCell;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** An actor system with an in-memory journal behind a gate. */
public final class Stage implements AutoCloseable {
    private final ActorTestKit kit;
    private final PersistenceTestKit journal;
    private final JournalGate gate = new JournalGate();
    private final SetClock clock = new SetClock();
    private final SetClock steady = new SetClock();
    private final List<ActorRef<?>> spawned = new ArrayList<>();

    private Stage(Config config) {
        kit = ActorTestKit.create(config);
        journal = PersistenceTestKit.create(kit.system());
        journal.withPolicy(gate);
    }

    /** Timers run by the machine's clock. */
    public static Stage inRealTime() {
        return new Stage(config());
    }

    /** Timers, and the stage's clock, go on when {@link #pass} says so. Hours may pass during a write: no journal is too slow here. */
    public static Stage inManualTime() {
        return new Stage(
                ManualTime.config().withFallback(ConfigFactory.parseString("""
                        pekko.persistence.journal-plugin-fallback {
                          circuit-breaker.call-timeout = 1000h
                          recovery-event-timeout = 1000h
                        }
                        pekko.persistence.snapshot-store-plugin-fallback.circuit-breaker.call-timeout = 1000h
                        """)).withFallback(config()));
    }

    /** The journal and snapshots in memory, as objects; stashes as large as a master's. */
    public static Config journalConfig() {
        return ConfigFactory.parseString("""
                        pekko.persistence.testkit.events.serialize = off
                        pekko.persistence.testkit.snapshots.serialize = off
                        """)
                .withFallback(PersistenceTestKitPlugin.config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config());
    }

    private static Config config() {
        return ConfigFactory.parseString("""
                        pekko.actor.testkit.typed.single-expect-default = 20s
                        pekko.actor.testkit.typed.expect-no-message-default = 200ms
                        """)
                .withFallback(journalConfig())
                .withFallback(ConfigFactory.parseResources("boreas-pekko.conf").withOnlyPath("pekko.persistence"))
                .withFallback(ConfigFactory.parseResources("boreas-pekko.conf").withOnlyPath("pekko.loggers"))
                .withFallback(ConfigFactory.load());
    }

    public ActorTestKit kit() {
        return kit;
    }

    public JournalGate gate() {
        return gate;
    }

    /** What time it is. */
    public SetClock clock() {
        return clock;
    }

    public Clocks clocks() {
        return new Clocks(clock, steady);
    }

    /** Somebody sets the machine's clock: nothing waits by it. */
    public void set(Duration further) {
        clock.advance(further);
    }

    public <M> TestProbe<M> probe() {
        return kit.createTestProbe();
    }

    /** An actor that lives until {@link #clear} at the longest. */
    public <M> ActorRef<M> spawn(Behavior<M> behavior) {
        var actor = kit.spawn(behavior);
        spawned.add(actor);
        return actor;
    }

    /** Stops an actor and waits until it is gone. */
    public void stop(ActorRef<?> actor) {
        kit.stop(actor);
        spawned.remove(actor);
    }

    /** The clocks, then the timers, go on by so much. */
    public void pass(Duration duration) {
        clock.advance(duration);
        steady.advance(duration);
        ManualTime.get(kit.system()).timePasses(duration);
    }

    /** The records of one journal. */
    public List<Batch<?, ?>> records(String persistenceId) {
        return journal.persistedInStorage(persistenceId).stream()
                .<Batch<?, ?>>map(record -> (Batch<?, ?>) record)
                .toList();
    }

    /** How many events each record of one journal has. */
    public List<Integer> recordSizes(String persistenceId) {
        return records(persistenceId).stream()
                .map(record -> record.events().size())
                .toList();
    }

    /** How many children an actor has. */
    public static int children(ActorRef<?> actor) {
        return ((ActorRefWithCell) Adapter.toClassic(actor))
                .underlying()
                .childrenRefs()
                .children()
                .size();
    }

    /** Stops what was spawned and opens the gate: the next test finds an empty stage, with the journals of those before. */
    public void clear() {
        gate.failNext(0);
        gate.open();
        List.copyOf(spawned).forEach(this::stop);
    }

    @Override
    public void close() {
        gate.open();
        kit.shutdownTestKit();
    }
}
