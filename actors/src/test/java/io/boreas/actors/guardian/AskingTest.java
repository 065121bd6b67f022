package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.JobPage;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One group, to which nothing happens that anybody would hear of, and which loses questions. */
class AskingTest {
    private static final JobKey JOB = new JobKey("www", "prod", "hello");

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<ShardingEnvelope<GroupMessage>> region = kit.createTestProbe();
    private final Groups groups = new Groups(1);
    private final Asking asking = new Asking(kit.system(), groups, Authority.SOLE, Duration.ofSeconds(30), 10);

    @BeforeEach
    void start() {
        groups.attach(Map.of(GroupKind.JOB, region.getRef()));
        asking.start();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private GroupMessage asked() {
        return region.receiveMessage(Duration.ofSeconds(20)).message();
    }

    @Test
    void aQuestionThatIsLostIsAskedAgain() {
        CompletionStage<JobGroupMessage.Found> found =
                asking.of(GroupKind.JOB, 0, replyTo -> new JobGroupMessage.Find(JOB, replyTo));

        assertThat(asked()).isInstanceOf(JobGroupMessage.Find.class);
        var again = (JobGroupMessage.Find) asked();
        again.replyTo().tell(new JobGroupMessage.Found(Optional.empty()));

        assertThat(MasterStage.get(found)).isEqualTo(new JobGroupMessage.Found(Optional.empty()));
    }

    @Test
    void soIsOneForAPartOfAllThatAGroupHas() {
        var jobs = asking.<Job, JobGroupMessage.Jobs>all(
                GroupKind.JOB, (last, replyTo) -> new JobGroupMessage.FindSome(JobPage.ALL, replyTo));

        assertThat(asked()).isInstanceOf(JobGroupMessage.FindSome.class);
        var again = (JobGroupMessage.FindSome) asked();
        again.replyTo().tell(new JobGroupMessage.Jobs(List.of(), false));

        assertThat(MasterStage.get(jobs)).isEmpty();
    }

    @Test
    void whatIsAnsweredIsAskedOnce() {
        CompletionStage<JobGroupMessage.Found> found =
                asking.of(GroupKind.JOB, 0, replyTo -> new JobGroupMessage.Find(JOB, replyTo));
        ((JobGroupMessage.Find) asked()).replyTo().tell(new JobGroupMessage.Found(Optional.empty()));
        MasterStage.get(found);

        region.expectNoMessage(Duration.ofSeconds(3));
    }

    @Test
    void whatIsAskedWithinATimeIsNotAskedLater() {
        Duration withoutALook = Duration.ofMillis(1);
        asking.<JobGroupMessage.Found>of(
                GroupKind.JOB, 0, replyTo -> new JobGroupMessage.Find(JOB, replyTo), withoutALook);
        assertThat(asked()).isInstanceOf(JobGroupMessage.Find.class);

        region.expectNoMessage(Duration.ofSeconds(3));
        asking.askAgain();
        region.expectNoMessage(Duration.ofMillis(200));
    }
}
