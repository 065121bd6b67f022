package io.boreas.actors.group;

import io.boreas.actors.stage.Stage;
import io.boreas.core.id.Cause;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** One group of counters, who asks it, and who watches it. */
final class CounterStage {
    static final int STASH = 200_000;

    final Stage stage;
    final int number;
    final TestProbe<String> replies;
    final TestProbe<CounterGroup.Seen> observer;
    /** What its master knows of itself. */
    final StandIn authority = new StandIn();

    private final int batchMax;
    private final int snapshotEvery;
    ActorRef<GroupMessage> group;

    /** An authority that the test gives and takes. */
    static final class StandIn implements Authority {
        volatile boolean holds = true;

        @Override
        public boolean holds() {
            return holds;
        }

        @Override
        public Duration untilAlone() {
            return Duration.ZERO;
        }
    }

    CounterStage(Stage stage, int number) {
        this(stage, number, 1_000, 1_000, STASH);
    }

    CounterStage(Stage stage, int number, int batchMax, int snapshotEvery, int stash) {
        this.stage = stage;
        this.number = number;
        this.batchMax = batchMax;
        this.snapshotEvery = snapshotEvery;
        this.replies = stage.probe();
        this.observer = stage.probe();
        this.group = spawn(stash);
    }

    private ActorRef<GroupMessage> spawn(int stash) {
        var settings = new GroupSettings(
                16,
                1_000,
                batchMax,
                snapshotEvery,
                2,
                Optional.empty(),
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4));
        return stage.spawn(CounterGroup.create(number, settings, stash, observer.ref(), authority));
    }

    /** Stops the group and starts another on its journal. */
    void restart() {
        stage.stop(group);
        group = spawn(STASH);
    }

    void add(String counter, long amount) {
        add(counter, amount, Cause.SYSTEM);
    }

    void add(String counter, long amount, Cause cause) {
        group.tell(command(counter, amount, cause, new ReplyTo.Actor<>(replies.ref())));
    }

    static GroupMessage.Command<String, Long, String> command(
            String counter, long amount, Cause cause, ReplyTo<String> replyTo) {
        return new GroupMessage.Command<>(new Envelope<>(counter, amount, cause), replyTo);
    }

    GroupSnapshot<Counters.Counter> state() {
        TestProbe<GroupSnapshot<Counters.Counter>> reader = stage.probe();
        group.tell(new CounterGroup.Read(reader.ref()));
        return reader.receiveMessage();
    }

    /** How many events each record of the journal has. */
    List<Integer> recordSizes() {
        return stage.recordSizes(GroupKind.JOB.persistenceId(number));
    }
}
