package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.stage.AgentSocket;
import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.Samples;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.job.JobCommand;
import io.boreas.core.link.FromMaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole master with a whitelist: frameworks and jobs, agents on real sockets. */
class WhitelistedAgentsTest {
    private static final NumberedCodec CODEC = new NumberedCodec();

    @TempDir
    private Path folder;

    @Test
    void onlyAgentsOnTheListGetAnythingNewAndWhatLeavesItKeepsItsTasks() throws IOException {
        list("host-of-first");
        var master = start();
        try (var first = agent(master, "first");
                var second = agent(master, "second")) {
            var scheduler = new TestScheduler(master.frameworks(), "listed", 60).subscribed("listed-1");
            var offer = scheduler.offer();
            assertThat(offer.agent()).isEqualTo(new AgentId("first"));
            scheduler.launch(offer, TestScheduler.task(offer, "t-1", "cpus:1;mem:64"));
            MasterStage.hear(first, FromMaster.Launch.class);
            scheduler.call(new FrameworkCall.Revive(new TreeSet<>()));
            var rest = scheduler.offer();
            assertThat(rest.agent()).isEqualTo(new AgentId("first"));

            list("host-of-second");

            assertThat(scheduler.next(FrameworkPush.Rescind.class).offer()).isEqualTo(rest.id());
            assertThat(MasterStage.get(master.cell().agent(new AgentId("first")))
                            .orElseThrow()
                            .agent()
                            .tasks()
                            .isEmpty())
                    .as("its task stays")
                    .isFalse();

            var job = new JobKey("www", "prod", "listed");
            var create = new JobCommand.Create(Samples.service(job, 1), 1);
            MasterStage.get(master.cell().command(job, create, new Cause("create-listed", "ann")));
            assertThat(scheduler.next(FrameworkPush.Rescind.class).offer().agent())
                    .as("what is offered now is the other's, and taken back for the job")
                    .contains(new AgentId("second"));
            var task = MasterStage.hear(second, FromMaster.Launch.class).tasks().getFirst();
            assertThat(task.owner()).isEqualTo(new Owner.JobInstance(job, 0));
            var preview = MasterStage.get(master.cell().preview(Samples.service(job, 1), 9));
            assertThat(preview.reasons()).containsEntry("Host not on the whitelist", 1);
        } finally {
            master.close();
        }
    }

    @Test
    void aMasterDoesNotStartWithoutTheListItIsToldOf() {
        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("boreas.allocator.whitelist is " + file() + ", which cannot be read");
    }

    private Master start() {
        var master = MasterStage.start(
                CODEC, Map.of("boreas.allocator.whitelist", file().toString(), "boreas.groups.retry-min", "1s"));
        MasterStage.awaitReady(master);
        return master;
    }

    private static AgentSocket agent(Master master, String name) throws IOException {
        var socket = new AgentSocket(master.cell().info().linkPort(), CODEC);
        socket.say(Samples.hello(new AgentId(name)));
        MasterStage.hear(socket, FromMaster.Welcome.class);
        return socket;
    }

    private void list(String host) throws IOException {
        Files.writeString(file(), host + "\n");
    }

    private Path file() {
        return folder.resolve("hosts");
    }
}
