package io.boreas.persistence.rocksdb;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** An actor system on a directory, spoken to in the journal's own protocol. */
final class TestSystem implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WRITER = "6f1c1d3c-0d4e-4a83-9f0e-1f5a2f0f7c11";

    private final ActorSystem system;
    private final ActorRef journal;

    TestSystem(Path directory) {
        this(directory, ConfigFactory.empty());
    }

    TestSystem(Path directory, Config more) {
        system = ActorSystem.create(
                "journal-test",
                more.withFallback(ConfigFactory.parseString("boreas.persistence.rocksdb.dir = \"" + directory + "\""))
                        .withFallback(plugins())
                        .withFallback(ConfigFactory.load()));
        journal = Persistence.get(system).journalFor("", ConfigFactory.empty());
    }

    static Config plugins() {
        return ConfigFactory.parseString("""
                pekko.persistence.journal.plugin = "boreas.persistence.rocksdb.journal"
                pekko.persistence.snapshot-store.plugin = "boreas.persistence.rocksdb.snapshot"
                pekko.loglevel = WARNING
                """);
    }

    ActorSystem actorSystem() {
        return system;
    }

    RocksStore store() {
        return RocksPersistence.get(system).store();
    }

    JournalFeed feed() {
        return RocksPersistence.get(system).feed();
    }

    /** An atomic write of events with these payloads, numbered from {@code first}. */
    static AtomicWrite atomic(String persistenceId, long first, Object... payloads) {
        var events = LongStream.range(0, payloads.length)
                .mapToObj(i -> PersistentRepr.apply(
                        payloads[(int) i], first + i, persistenceId, "", false, ActorRef.noSender(), WRITER))
                .toList();
        return AtomicWrite.apply(CollectionConverters.asScala(events).toList());
    }

    /** The journal's answers: first for the whole request, then one for each event. */
    List<Object> request(AtomicWrite... writes) {
        var probe = new TestKit(system);
        List<PersistentEnvelope> envelopes = List.of(writes);
        int events = 0;
        for (AtomicWrite write : writes) {
            events += write.size();
        }
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.asScala(envelopes).toList(), probe.getRef(), 1),
                probe.getRef());
        return probe.receiveN(events + 1, PATIENCE);
    }

    /** Writes, and fails unless all was stored. */
    void write(AtomicWrite... writes) {
        for (Object answer : request(writes)) {
            if (!(answer instanceof JournalProtocol.WriteMessageSuccess)
                    && !answer.equals(JournalProtocol.WriteMessagesSuccessful$.MODULE$)) {
                throw new AssertionError("not stored: " + answer);
            }
        }
    }

    /** What a recovery of this range gives. */
    Replayed replay(String persistenceId, long from, long to, long max) {
        var probe = new TestKit(system);
        journal.tell(new JournalProtocol.ReplayMessages(from, to, max, persistenceId, probe.getRef()), probe.getRef());
        var events = new ArrayList<PersistentRepr>();
        while (true) {
            switch (probe.receiveOne(PATIENCE)) {
                case JournalProtocol.ReplayedMessage event -> events.add(event.persistent());
                case JournalProtocol.RecoverySuccess end -> {
                    return new Replayed(events, end.highestSequenceNr());
                }
                case null -> throw new AssertionError("no answer");
                case Object other -> throw new AssertionError("recovery failed: " + other);
            }
        }
    }

    Replayed replay(String persistenceId) {
        return replay(persistenceId, 0, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    void deleteTo(String persistenceId, long sequenceNr) {
        var probe = new TestKit(system);
        journal.tell(new JournalProtocol.DeleteMessagesTo(persistenceId, sequenceNr, probe.getRef()), probe.getRef());
        Object answer = probe.receiveOne(PATIENCE);
        if (!answer.getClass().getSimpleName().equals("DeleteMessagesSuccess")) {
            throw new AssertionError("not deleted: " + answer);
        }
    }

    /** Ends the system, and waits until its directory is free. */
    @Override
    public void close() {
        TestKit.shutdownActorSystem(system, scala.concurrent.duration.Duration.apply(20, "s"), true);
    }

    /**
     * A recovery.
     *
     * @param highest the sequence number that the next event would follow
     */
    record Replayed(List<PersistentRepr> events, long highest) {
        List<Object> payloads() {
            return events.stream().map(PersistentRepr::payload).toList();
        }

        List<Long> sequenceNrs() {
            return events.stream().map(PersistentRepr::sequenceNr).toList();
        }
    }
}
