package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A typed entity that lives as ours do: several events a command, snapshots, old events deleted. */
class TypedEntityTest {
    @TempDir
    Path directory;

    private record Add(List<String> words, ActorRef<String> replyTo) {}

    /** Its state is the text of all words so far. */
    private static final class Text extends EventSourcedBehavior<Add, String, String> {
        Text() {
            super(PersistenceId.ofUniqueId("text"));
        }

        @Override
        public String emptyState() {
            return "";
        }

        @Override
        public CommandHandler<Add, String, String> commandHandler() {
            return (state, add) -> Effect().persist(add.words()).thenReply(add.replyTo(), text -> text);
        }

        @Override
        public EventHandler<String, String> eventHandler() {
            return (state, word) -> state + word + " ";
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(20, 1).withDeleteEventsOnSnapshot();
        }
    }

    @Test
    void stateSurvivesSnapshotsDeletionAndRestarts() throws InterruptedException {
        var expected = new StringBuilder();
        for (int life = 0; life < 3; life++) {
            var kit = ActorTestKit.create(
                    "typed",
                    ConfigFactory.parseString("boreas.persistence.rocksdb.dir = \"" + directory + "\"")
                            .withFallback(TestSystem.plugins())
                            .withFallback(ConfigFactory.load()));
            try {
                var entity = kit.spawn(new Text());
                var probe = kit.<String>createTestProbe();
                for (int command = 0; command < 30; command++) {
                    var words = IntStream.range(0, 1 + command % 4)
                            .mapToObj(i -> "w" + i)
                            .toList();
                    words.forEach(word -> expected.append(word).append(' '));
                    entity.tell(new Add(words, probe.getRef()));
                    assertThat(probe.receiveMessage(Duration.ofSeconds(20))).isEqualTo(expected.toString());
                }
                awaitDeletion(RocksPersistence.get(kit.system()).feed());
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    private static void awaitDeletion(JournalFeed feed) throws InterruptedException {
        var deadline = Instant.now().plusSeconds(20);
        while (feed.lowestOrder() < feed.highestOrder() - 60) {
            assertThat(Instant.now()).as("old events are deleted in time").isBefore(deadline);
            Thread.sleep(20);
        }
    }
}
