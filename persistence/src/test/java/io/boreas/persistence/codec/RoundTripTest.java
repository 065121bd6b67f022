package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobEvent;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkMessage;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.task.Container;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.Volume;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RoundTripTest {
    private static final GroupCodec CODEC = new GroupCodec();
    private static final ProtobufLinkCodec LINK = new ProtobufLinkCodec();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void batchOfAgentEventsIsReadAsItWasWritten(long seed) {
        var batch = EventGen.seeded(seed).agentBatch();
        assertThat(CODEC.decodeBatch(CODEC.encode(batch))).isEqualTo(batch);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void batchOfJobEventsIsReadAsItWasWritten(long seed) {
        var batch = EventGen.seeded(seed).jobBatch();
        assertThat(CODEC.decodeBatch(CODEC.encode(batch))).isEqualTo(batch);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void batchOfFrameworkEventsIsReadAsItWasWritten(long seed) {
        var batch = EventGen.seeded(seed).frameworkBatch();
        assertThat(CODEC.decodeBatch(CODEC.encode(batch))).isEqualTo(batch);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void batchOfRegistryEventsIsReadAsItWasWritten(long seed) {
        var batch = EventGen.seeded(seed).registryBatch();
        assertThat(CODEC.decodeBatch(CODEC.encode(batch))).isEqualTo(batch);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void snapshotOfTheRegistryIsReadAsItWasWritten(long seed) {
        var snapshot = new StateGen(Gen.seeded(seed)).registries();
        assertThat(CODEC.decodeSnapshot(CODEC.encode(snapshot))).isEqualTo(snapshot);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void snapshotOfFrameworksIsReadAsItWasWritten(long seed) {
        var snapshot = new StateGen(Gen.seeded(seed)).frameworks();
        assertThat(CODEC.decodeSnapshot(CODEC.encode(snapshot))).isEqualTo(snapshot);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void snapshotOfAgentsIsReadAsItWasWritten(long seed) {
        var snapshot = new StateGen(Gen.seeded(seed)).agents();
        assertThat(CODEC.decodeSnapshot(CODEC.encode(snapshot))).isEqualTo(snapshot);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void snapshotOfJobsIsReadAsItWasWritten(long seed) {
        var snapshot = new StateGen(Gen.seeded(seed)).jobs();
        assertThat(CODEC.decodeSnapshot(CODEC.encode(snapshot))).isEqualTo(snapshot);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void everyLinkMessageIsReadAsItWasWritten(long seed) {
        for (var maker : EventGen.inOrder(new LinkGen(Gen.seeded(seed)).messages)) {
            var message = maker.get();
            assertSame(LINK.decode(LINK.encode(message)), message);
        }
    }

    @Test
    void aTaskInAnImageWithVolumesIsReadAsItWasWritten() {
        var spec = Cell.spec(0)
                .in(new Container(
                        "registry.example/team/app:1",
                        List.of(
                                new Volume("/srv/data", true, new Volume.Source.Host("/srv/data")),
                                new Volume("cache", false, new Volume.Source.Sandbox("kept/cache")),
                                new Volume("both", false, new Volume.Source.Parent("kept/shared")),
                                new Volume("/tmp", false, new Volume.Source.Memory(1L << 40)),
                                new Volume("/run/key", true, new Volume.Source.Secret("key")))));
        var launch = new FromMaster.Launch(List.of(new TaskLaunch(
                new TaskId("t"),
                new Owner.JobInstance(Cell.job(0), 0),
                spec,
                spec.resources(),
                Collections.emptySortedMap())));

        assertThat(LINK.decode(LINK.encode(launch))).isEqualTo(launch);
    }

    @Test
    void everyKindOfEventAndMessageIsDrawn() {
        var events = EventGen.seeded(1);
        assertThat(Set.<Class<?>>copyOf(events.agentEvents.keySet())).isEqualTo(kinds(AgentEvent.class));
        assertThat(Set.<Class<?>>copyOf(events.jobEvents.keySet())).isEqualTo(kinds(JobEvent.class));
        assertThat(Set.<Class<?>>copyOf(events.frameworkEvents.keySet())).isEqualTo(kinds(FrameworkEvent.class));
        assertThat(Set.<Class<?>>copyOf(events.registryEvents.keySet())).isEqualTo(kinds(RegistryEvent.class));
        var said = new HashSet<>(kinds(FromAgent.class));
        said.addAll(kinds(FromMaster.class));
        assertThat(Set.<Class<?>>copyOf(new LinkGen(Gen.seeded(1)).messages.keySet()))
                .isEqualTo(said);
    }

    static Set<Class<?>> kinds(Class<?> type) {
        var kinds = new HashSet<Class<?>>();
        for (var kind : type.getPermittedSubclasses()) {
            if (kind.isSealed()) {
                kinds.addAll(kinds(kind));
            } else {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** Equality, but of the bytes of data rather than of their array. */
    static void assertSame(LinkMessage read, LinkMessage written) {
        if (written instanceof FromAgent.SandboxAnswered(long request, SandboxAnswer.Data data)
                && read instanceof FromAgent.SandboxAnswered(long requestRead, SandboxAnswer.Data dataRead)) {
            assertThat(requestRead).isEqualTo(request);
            assertThat(dataRead.bytes()).isEqualTo(data.bytes());
            assertThat(List.of(dataRead.offset(), dataRead.end(), dataRead.process()))
                    .isEqualTo(List.of(data.offset(), data.end(), data.process()));
        } else if (isOfSession(written)) {
            assertThat(read).usingRecursiveComparison().isEqualTo(written);
        } else {
            assertThat(read).isEqualTo(written);
        }
    }

    private static boolean isOfSession(LinkMessage message) {
        return switch (message) {
            case FromAgent.SandboxAnswered(long request, var answer) -> answer instanceof SandboxAnswer.OfSession;
            case FromMaster.SandboxQuestion(long request, var task, var query) ->
                query instanceof SandboxQuery.InSession;
            default -> false;
        };
    }
}
