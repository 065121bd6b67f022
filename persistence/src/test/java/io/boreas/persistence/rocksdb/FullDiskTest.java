package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessagesFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is really full: 64 MiB of memory, mounted where only a child process sees it. */
class FullDiskTest {
    @TempDir
    Path directory;

    @Test
    void fullDiskStopsAcceptingLosesNothingAndResumes() throws Exception {
        var unshare = unshare();
        assumeTrue(
                !unshare.isEmpty(),
                "skipped: this user may not mount a file system in a namespace of its own, so no disk can be filled");

        var said = new ArrayList<String>();
        try (var child = new ChildJvm(unshare, OnFullDisk.class, directory.toString())) {
            for (String line = child.line(); line != null; line = child.line()) {
                said.add(line);
            }
            assertThat(child.exitCode()).as("%s", said).isZero();
        }
        assertThat(said)
                .containsExactly(
                        "wrote until full",
                        "refused as a whole",
                        "still refused with the same reason",
                        "read everything while refusing",
                        "accepts again",
                        "nothing acknowledged lost",
                        "same after reopening");
    }

    /** The command before Java that gives it a small file system of its own; empty when that is not permitted. */
    private List<String> unshare() throws IOException, InterruptedException {
        var command = List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64m tmpfs \"$0\" && exec \"$@\"",
                directory.toString());
        var probe = new ArrayList<>(command);
        probe.add("true");
        try {
            var process = new ProcessBuilder(probe).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? command : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Runs inside: fills the disk with events, looks at what happens, makes room, and goes on. */
    static final class OnFullDisk {
        private static final int EVENT_BYTES = 200_000;

        private final Path directory;
        private long acknowledged;

        private OnFullDisk(Path directory) {
            this.directory = directory;
        }

        public static void main(String[] arguments) throws Exception {
            try {
                new OnFullDisk(Path.of(arguments[0])).run();
                System.exit(0);
            } catch (Throwable failure) {
                failure.printStackTrace();
                System.exit(1);
            }
        }

        private void run() throws Exception {
            var filler = directory.resolve("filler");
            var journal = directory.resolve("journal");
            try (var system = system(journal)) {
                write(system, 20);
                fill(filler, 12 << 20);
                writeUntilFull(system);
                fill(filler, 0);
                checkRefused(system);
                checkAll(system);
                System.out.println("read everything while refusing");

                Files.delete(filler);
                awaitAcceptance(system);
                System.out.println("accepts again");
                write(system, 20);
                checkAll(system);
                System.out.println("nothing acknowledged lost");
            }
            try (var system = system(journal)) {
                checkAll(system);
                System.out.println("same after reopening");
            }
        }

        private static TestSystem system(Path journal) {
            return new TestSystem(journal, ConfigFactory.parseString("""
                            boreas.persistence.rocksdb {
                              write-buffer-size = 2 MiB
                              wal-size-max = 4 MiB
                              probe-interval = 200 ms
                            }"""));
        }

        private void write(TestSystem system, int events) {
            for (int i = 0; i < events; i++) {
                system.write(event());
                acknowledged++;
            }
        }

        private AtomicWrite event() {
            return TestSystem.atomic("p", acknowledged + 1, text(acknowledged + 1));
        }

        /** Text that does not compress. */
        private static String text(long sequenceNr) {
            var random = new Random(sequenceNr);
            var text = new StringBuilder("event " + sequenceNr + " ");
            while (text.length() < EVENT_BYTES) {
                text.append(Long.toString(random.nextLong() >>> 1, 36));
            }
            return text.toString();
        }

        private void writeUntilFull(TestSystem system) {
            for (int i = 0; i < 2_000; i++) {
                var answers = system.request(event());
                if (answers.getFirst() instanceof WriteMessagesFailed) {
                    System.out.println("wrote until full");
                    check(answers.get(1) instanceof WriteMessageFailure, "failed, not rejected: " + answers);
                    checkMessage(answers);
                    System.out.println("refused as a whole");
                    return;
                }
                acknowledged++;
            }
            throw new AssertionError("the disk does not fill");
        }

        private void checkRefused(TestSystem system) {
            for (int i = 0; i < 5; i++) {
                checkMessage(system.request(event()));
            }
            check(system.store().refusal().orElseThrow().reason().equals("disk full"), "the reason stays");
            System.out.println("still refused with the same reason");
        }

        private void checkMessage(List<Object> answers) {
            var cause = ((WriteMessageFailure) answers.get(1)).cause();
            check(cause instanceof StoreException.Refusing, "typed: " + cause);
            check(cause.getMessage().contains(directory.toString()), "names the directory: " + cause);
            check(cause.getMessage().contains("disk full"), "names the cause: " + cause);
            check(cause.getMessage().contains("Free space"), "says what to do: " + cause);
        }

        private void checkAll(TestSystem system) {
            var replayed = system.replay("p");
            check(
                    replayed.sequenceNrs().equals(Rows.upTo(acknowledged)),
                    acknowledged + " acknowledged, there are " + replayed.sequenceNrs());
            check(replayed.highest() == acknowledged, "highest is " + replayed.highest());
            replayed.events()
                    .forEach(event -> check(event.payload().equals(text(event.sequenceNr())), "content of " + event));
            check(Rows.orders(system.store()).equals(Rows.upTo(acknowledged)), "order has no gap");
        }

        private void awaitAcceptance(TestSystem system) throws InterruptedException {
            var deadline = Instant.now().plus(Duration.ofSeconds(20));
            while (system.store().refusal().isPresent()) {
                check(Instant.now().isBefore(deadline), "resumes in time");
                Thread.sleep(20);
            }
        }

        /** Takes all space but {@code spare} bytes. */
        private static void fill(Path filler, long spare) throws IOException {
            try (var channel = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                var block = ByteBuffer.allocate(64 << 10);
                while (filler.toFile().getUsableSpace() > spare) {
                    channel.write(block.clear());
                }
            } catch (IOException full) {
                check(spare == 0 && String.valueOf(full.getMessage()).contains("No space"), "fills: " + full);
            }
        }

        private static void check(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }
    }
}
