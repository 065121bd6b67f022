package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Samples;
import io.boreas.core.framework.Capability;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.FaultDomain;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Agents and a whole master that say where they are: agents on real sockets, frameworks and jobs. */
class DomainsTest {
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final NumberedCodec CODEC = new NumberedCodec();

    @Test
    void agentsOfOtherRegionsAreForThoseWhoKnowRegions() throws Exception {
        var master = MasterStage.start(
                CODEC,
                Map.of("boreas.domain.region", "eu", "boreas.domain.zone", "eu-1", "boreas.groups.retry-min", "1s"));
        try (var near = agent(master, "near", "eu");
                var far = agent(master, "far", "us")) {
            MasterStage.hear(near, FromMaster.Welcome.class);
            MasterStage.hear(far, FromMaster.Welcome.class);

            var homely = new TestScheduler(master.frameworks(), "homely", 60).subscribed("homely-1");
            assertThat(homely.offer().info().domain()).contains(new FaultDomain("eu", "eu-z"));
            assertThat(homely.isQuietOf(FrameworkPush.Offers.class, MOMENT)).isTrue();
            var aware =
                    new TestScheduler(master.frameworks(), "aware", 60, Capability.REGION_AWARE).subscribed("aware-1");
            assertThat(aware.offer().agent()).isEqualTo(new AgentId("far"));
            aware.teardown();
            homely.teardown();

            var travels = new JobKey("www", "prod", "travels");
            create(master, travels, Map.of("@region", new Constraint.Values(true, new TreeSet<>(List.of("eu")))));
            var launch = MasterStage.hear(far, FromMaster.Launch.class).tasks().getFirst();
            assertThat(launch.owner()).isEqualTo(new Owner.JobInstance(travels, 0));
            var preview =
                    MasterStage.get(master.cell().preview(Samples.service(new JobKey("www", "prod", "stays"), 1), 9));
            assertThat(preview.places()).isNotEmpty().allMatch(place -> place.agent()
                    .equals("near"));
            assertThat(preview.reasons()).containsEntry("Host in another region", 1);
        } finally {
            master.close();
        }
    }

    @Test
    void anAgentInADomainIsRefusedByMastersInNoneAndMayTryAgain() throws IOException {
        var master = MasterStage.start(CODEC, Map.of());
        try (var agent = agent(master, "lost", "us")) {
            var refused = MasterStage.hear(agent, FromMaster.Refused.class);
            assertThat(refused.permanent()).isFalse();
            assertThat(refused.reason()).contains("boreas.domain");
            assertThat(MasterStage.get(master.cell().agents())).isEmpty();
        } finally {
            master.close();
        }
    }

    private static void create(Master master, JobKey job, Map<String, Constraint> constraints) {
        var plain = Samples.service(job, 1);
        var spec =
                new JobSpec(job, plain.kind(), 1, plain.task(), new TreeMap<>(constraints), 0, 1, "", new TreeMap<>());
        MasterStage.get(
                master.cell().command(job, new JobCommand.Create(spec, 1), new Cause("create-" + job.name(), "ann")));
    }

    private static AgentSocket agent(Master master, String name, String region) throws IOException {
        MasterStage.awaitReady(master);
        var socket = new AgentSocket(master.cell().info().linkPort(), CODEC);
        var plain = Samples.hello(new AgentId(name));
        var info = plain.info().in(Optional.of(new FaultDomain(region, region + "-z")));
        socket.say(new FromAgent.Hello(plain.agent(), plain.bootId(), info, List.of()));
        return socket;
    }
}
