package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.Cause;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobEvent;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkMessage;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.task.TaskLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that some version of this program wrote are read as what they were, for ever. A golden file has what was meant, as
 * text, and then the bytes, in hexadecimal digits; it is never changed.
 *
 * <p>{@code -Dtest.golden=write} writes the missing ones.
 */
final class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/v1");
    private static final int DIGITS_A_LINE = 120;

    private static final GroupCodec CODEC = new GroupCodec();
    private static final ProtobufLinkCodec LINK = new ProtobufLinkCodec();

    static Stream<Class<?>> agentEvents() {
        return RoundTripTest.kinds(AgentEvent.class).stream();
    }

    static Stream<Class<?>> jobEvents() {
        return RoundTripTest.kinds(JobEvent.class).stream();
    }

    static Stream<Class<?>> frameworkEvents() {
        return RoundTripTest.kinds(FrameworkEvent.class).stream();
    }

    static Stream<Class<?>> registryEvents() {
        return RoundTripTest.kinds(RegistryEvent.class).stream();
    }

    static Stream<Class<?>> messages() {
        return Stream.of(FromAgent.class, FromMaster.class).flatMap(type -> RoundTripTest.kinds(type).stream());
    }

    static Stream<Class<?>> states() {
        return Stream.of(Agent.class, Job.class, Framework.class, Registry.class);
    }

    @ParameterizedTest
    @MethodSource("agentEvents")
    void agentEventIsStillRead(Class<?> kind) throws IOException {
        var read = check(
                "agent-event-" + kind.getSimpleName(),
                gen -> {
                    var event = gen.agentEvents.get(kind).get();
                    return CODEC.encode(
                            new Batch<>(GroupKind.AGENT, at(), List.of(new Recorded<>(gen.agent(), cause(), event))));
                },
                CODEC::decodeBatch,
                CODEC::encode);
        assertThat(read.events().getFirst().event()).isInstanceOf(kind);
    }

    @ParameterizedTest
    @MethodSource("jobEvents")
    void jobEventIsStillRead(Class<?> kind) throws IOException {
        var read = check(
                "job-event-" + kind.getSimpleName(),
                gen -> {
                    var event = gen.jobEvents.get(kind).get();
                    return CODEC.encode(
                            new Batch<>(GroupKind.JOB, at(), List.of(new Recorded<>(gen.job(), cause(), event))));
                },
                CODEC::decodeBatch,
                CODEC::encode);
        assertThat(read.events().getFirst().event()).isInstanceOf(kind);
    }

    @ParameterizedTest
    @MethodSource("frameworkEvents")
    void frameworkEventIsStillRead(Class<?> kind) throws IOException {
        var read = check(
                "framework-event-" + kind.getSimpleName(),
                gen -> {
                    var event = gen.frameworkEvents.get(kind).get();
                    return CODEC.encode(new Batch<>(
                            GroupKind.FRAMEWORK, at(), List.of(new Recorded<>(gen.framework(), cause(), event))));
                },
                CODEC::decodeBatch,
                CODEC::encode);
        assertThat(read.events().getFirst().event()).isInstanceOf(kind);
    }

    /** Agents that say where they are came later. */
    @Test
    void domainsAreStillRead() throws IOException {
        var domain = Optional.of(new FaultDomain("eu", "eu-1"));
        check(
                "agent-domain",
                gen -> CODEC.encode(new Batch<>(
                        GroupKind.AGENT,
                        at(),
                        List.of(new Recorded<>(
                                gen.agent(),
                                cause(),
                                new AgentEvent.Registered(
                                        gen.big(), gen.text(), gen.agentInfo().in(domain), gen.moment()))))),
                CODEC::decodeBatch,
                CODEC::encode);
    }

    /** Tasks that are asked to end before they are told came later. */
    @Test
    void lifecyclesAreStillRead() throws IOException {
        launched("link-lifecycle", LinkGen::ending);
    }

    /** As did those that may use more than their resources. */
    @Test
    void limitsAreStillRead() throws IOException {
        launched("link-limits", LinkGen::within);
    }

    /** And those that may take only so long. */
    @Test
    void completionTimesAreStillRead() throws IOException {
        launched("link-completion-time", LinkGen::lasting);
    }

    /** And those whose processes have limits of their own. */
    @Test
    void rlimitsAreStillRead() throws IOException {
        launched("link-rlimits", LinkGen::limited);
    }

    /** And those that wish capabilities. */
    @Test
    void capabilitiesAreStillRead() throws IOException {
        launched("link-capabilities", LinkGen::capable);
    }

    private void launched(String file, Function<LinkGen, TaskLaunch> launch) throws IOException {
        check(
                file,
                gen -> {
                    var messages = new LinkGen(gen.gen);
                    messages.keepBrief();
                    return LINK.encode(new FromMaster.Launch(List.of(launch.apply(messages))));
                },
                LINK::decode,
                LINK::encode);
    }

    /** Frameworks that constrain their offers came later. */
    @Test
    void constraintsAreStillRead() throws IOException {
        updated("framework-constraints", EventGen::constrained);
    }

    /** As did those that say what is worth an offer. */
    @Test
    void minimumsAreStillRead() throws IOException {
        updated("framework-minimums", EventGen::withMinimums);
    }

    private void updated(String file, Function<EventGen, FrameworkInfo> info) throws IOException {
        check(
                file,
                gen -> CODEC.encode(new Batch<>(
                        GroupKind.FRAMEWORK,
                        at(),
                        List.of(new Recorded<>(
                                gen.framework(),
                                cause(),
                                new FrameworkEvent.Updated(info.apply(gen), gen.roles(), at()))))),
                CODEC::decodeBatch,
                CODEC::encode);
    }

    @ParameterizedTest
    @MethodSource("registryEvents")
    void registryEventIsStillRead(Class<?> kind) throws IOException {
        var read = check(
                "registry-event-" + kind.getSimpleName(),
                gen -> {
                    var event = gen.registryEvents.get(kind).get();
                    return CODEC.encode(new Batch<>(
                            GroupKind.REGISTRY, at(), List.of(new Recorded<>(RegistryId.CELL, cause(), event))));
                },
                CODEC::decodeBatch,
                CODEC::encode);
        assertThat(read.events().getFirst().event()).isInstanceOf(kind);
    }

    @ParameterizedTest
    @MethodSource("states")
    void stateIsStillRead(Class<?> kind) throws IOException {
        GroupSnapshot<?> read = check(
                "state-" + kind.getSimpleName(),
                gen -> CODEC.encode(snapshot(gen, kind)),
                CODEC::decodeSnapshot,
                CODEC::encode);
        assertThat(read.aggregates().getFirst()).isInstanceOf(kind);
    }

    private static GroupSnapshot<?> snapshot(StateGen gen, Class<?> kind) {
        if (kind == Agent.class) {
            return gen.agents();
        }
        if (kind == Job.class) {
            return gen.jobs();
        }
        return kind == Framework.class ? gen.frameworks() : gen.registries();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void linkMessageIsStillRead(Class<?> kind) throws IOException {
        LinkMessage read = check(
                "link-" + kind.getSimpleName(),
                gen -> {
                    var messages = new LinkGen(gen.gen);
                    messages.keepBrief();
                    return LINK.encode(messages.messages.get(kind).get());
                },
                LINK::decode,
                LINK::encode);
        assertThat(read).isInstanceOf(kind);
    }

    private static <T> T check(
            String name, Function<StateGen, byte[]> maker, Function<byte[], T> decode, Function<T, byte[]> encode)
            throws IOException {
        var file = FOLDER.resolve(name + ".txt");
        if (!Files.exists(file)) {
            if (!"write".equals(System.getProperty("test.golden"))) {
                fail("no golden file " + file + "; -Dtest.golden=write writes it, and then it is kept");
            }
            write(file, maker, decode);
        }
        var lines = Files.readAllLines(file);
        int blank = lines.indexOf("");
        var bytes = HexFormat.of().parseHex(String.join("", lines.subList(blank + 1, lines.size())));
        var read = decode.apply(bytes);
        assertThat(text(read)).isEqualTo(String.join("", lines.subList(0, blank)));
        assertThat(HexFormat.of().formatHex(encode.apply(read)))
                .isEqualTo(HexFormat.of().formatHex(bytes));
        return read;
    }

    /** A sample in which much is set: the longest of a hundred that stay below three thousand bytes. */
    private static void write(Path file, Function<StateGen, byte[]> maker, Function<byte[], ?> decode)
            throws IOException {
        byte[] best = {};
        for (long seed = 1; seed <= 100; seed++) {
            var gen = new StateGen(Gen.seeded(seed));
            gen.keepBrief();
            var sample = maker.apply(gen);
            if (sample.length > best.length && sample.length < 3_000) {
                best = sample;
            }
        }
        var digits = HexFormat.of().formatHex(best);
        var content = new StringBuilder(text(decode.apply(best))).append("\n\n");
        for (int i = 0; i < digits.length(); i += DIGITS_A_LINE) {
            content.append(digits, i, Math.min(digits.length(), i + DIGITS_A_LINE))
                    .append('\n');
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** What was read, as text; control characters and the identities of arrays, which records show, are left out. */
    private static String text(Object read) {
        return read.toString().replaceAll("[\\p{Cntrl}\\u2028]", "_").replaceAll("\\[B@[0-9a-f]+", "bytes");
    }

    private static Cause cause() {
        return new Cause("command-1", "alice");
    }

    private static Instant at() {
        return Instant.ofEpochMilli(1_800_000_000_123L);
    }
}
