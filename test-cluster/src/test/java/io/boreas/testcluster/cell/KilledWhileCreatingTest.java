package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient.Reply;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The JVM is killed while it takes a job of a thousand instances, at moments that a seed chooses. */
final class KilledWhileCreatingTest {
    private static final int INSTANCES = 1_000;
    private static final int KILLS = Drills.full() ? 20 : 4;
    private static final long SEED = Long.getLong("test.drill.seed", 20_260_101);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void aJobIsThereWholeOrNotAtAllAndWhatWasAnsweredIsThere() throws InterruptedException {
        var random = new Random(SEED);
        try (var cell = LocalCell.in(root)) {
            cell.start();
            // what a JVM does for the first time takes longest, here as there: only the second one tells how long it
            // takes
            assertThat(create(cell, 0).join().status()).isEqualTo(201);
            cell.kill();
            cell.start();
            long usual = timed(cell);
            cell.kill();
            cell.start();
            int answered = 0;
            int whole = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                long moment = (long) (usual * 1.2 * random.nextDouble());
                var reply = create(cell, kill);
                TimeUnit.NANOSECONDS.sleep(moment);
                cell.process().killHard();
                var heard = await(reply);
                cell.start();

                int found = instances(cell, kill);

                var what = "kill " + kill + " of seed " + SEED + " after " + moment / 1_000 + " us, answer: " + heard;
                assertThat(found).as(what).isIn(0, INSTANCES);
                heard.ifPresent(answer -> assertThat(answer.status()).as(what).isEqualTo(201));
                if (heard.isPresent()) {
                    assertThat(found).as(what).isEqualTo(INSTANCES);
                    answered++;
                }
                whole += found == INSTANCES ? 1 : 0;
                for (int earlier = 0; earlier < kill; earlier++) {
                    assertThat(instances(cell, earlier))
                            .as("job " + earlier + " after " + what)
                            .isEqualTo(INSTANCES);
                }
                // the client that heard nothing asks again, as it should
                assertThat(create(cell, kill).join().status()).as(what).isEqualTo(201);
                assertThat(instances(cell, kill)).as(what).isEqualTo(INSTANCES);
            }
            System.out.printf(
                    "%d kills while creating (%d ms usually): %d times the whole job was there, %d of them answered%n",
                    KILLS, usual / 1_000_000, whole, answered);
        }
    }

    private static CompletableFuture<Reply> create(LocalCell cell, int number) {
        var job = JobText.service("big-" + number)
                .instances(INSTANCES)
                .process("stay", "sleep 1")
                .placedNowhere();
        return cell.client().postLater(JOBS, job.toString(), "create-" + number);
    }

    /** How long one takes, in ns, when nobody is killed. */
    private static long timed(LocalCell cell) {
        long began = System.nanoTime();
        var job = JobText.service("timed")
                .instances(INSTANCES)
                .process("stay", "sleep 1")
                .placedNowhere();
        assertThat(cell.client().post(JOBS, job.toString()).status()).isEqualTo(201);
        return System.nanoTime() - began;
    }

    /** The answer, or nothing if the connection ended first. */
    private static Optional<Reply> await(CompletableFuture<Reply> reply) throws InterruptedException {
        try {
            return Optional.of(reply.get(Await.DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException cutOff) {
            return Optional.empty();
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the connection outlived the process by " + Duration.ofMillis(Await.DEADLINE.toMillis()), e);
        }
    }

    /** How many instances a job has, each of them once; 0 if there is no trace of it. */
    private static int instances(LocalCell cell, int number) {
        var job = cell.client().job(key("big-" + number));
        job.ifPresent(view -> {
            assertThat(view.active()).extracting(JobView.Run::taskId).doesNotHaveDuplicates();
            assertThat(view.active()).extracting(JobView.Run::state).containsOnly("PENDING");
            assertThat(view.active()).isNotEmpty();
        });
        return job.map(view -> view.active().size()).orElse(0);
    }
}
