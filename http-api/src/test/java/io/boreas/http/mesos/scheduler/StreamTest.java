package io.boreas.http.mesos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.framework.Phase;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.translate.OfferMessages;
import io.boreas.http.mesos.wire.Media;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamTest {
    private static final AgentId AGENT = new AgentId("a1");

    private final SchedulerStage stage = new SchedulerStage(
            "idle-timeout = 2s, mesos { heartbeat = 300ms, stream-events-max = 2000, stream-bytes-max = 1MiB }");

    @AfterEach
    void close() {
        stage.close();
    }

    private static FrameworkPush.Message message(int number, int bytes) {
        var data = new byte[bytes];
        data[0] = (byte) number;
        return new FrameworkPush.Message(AGENT, "e" + number, Payload.of(data));
    }

    private static FrameworkPush.Offers offers() {
        return new FrameworkPush.Offers(List.of(offerOf(Optional.empty())));
    }

    private static FrameworkPush.Offer offerOf(Optional<String> address) {
        var info = new AgentInfo(
                "h1",
                5_051,
                address,
                Attributes.parse("rack:r1;slots:8"),
                Resources.parse("cpus:8"),
                "0.1.0",
                Optional.empty());
        return new FrameworkPush.Offer(
                new OfferId("o1"),
                new FrameworkId("f"),
                new Role("web"),
                AGENT,
                info,
                Resources.parse("cpus:1.5;mem(web):64;ports:[31000-31001]"),
                List.of("e1"),
                Optional.of(
                        new Unavailability(Instant.parse("2030-01-02T03:04:05Z"), Optional.of(Duration.ofHours(1)))));
    }

    private static String json(Event event) {
        return new String(MesosJson.encode(event), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void whatTheCellTellsIsHeardInItsOrder(Media media) throws Exception {
        var call = SchedulerStage.subscription("f", "MULTI_ROLE", "RESERVATION_REFINEMENT");
        try (var stream = stage.subscribe(media, call)) {
            stream.next();
            var at = Instant.parse("2026-01-02T03:04:05.678Z");
            var running = new TaskStatus(TaskState.RUNNING, TaskReason.NONE, StatusSource.EXECUTOR, "", at);
            var away =
                    new TaskStatus(TaskState.UNREACHABLE, TaskReason.RECONCILIATION, StatusSource.MASTER, "away", at);
            var made = Resources.parse("disk(web):8");
            List.of(
                            offers(),
                            new FrameworkPush.Rescind(new OfferId("o1")),
                            new FrameworkPush.InverseOffers(List.of(new FrameworkPush.InverseOffer(
                                    new OfferId("i1"),
                                    new FrameworkId("f"),
                                    AGENT,
                                    new Unavailability(at, Optional.of(Duration.ofHours(1)))))),
                            new FrameworkPush.RescindInverse(new OfferId("i1")),
                            new FrameworkPush.Update(
                                    new TaskUpdate(
                                            new TaskId("t"),
                                            Optional.of(AGENT),
                                            running,
                                            Optional.of(new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L))),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()),
                            new FrameworkPush.Update(
                                    new TaskUpdate(new TaskId("t"), Optional.empty(), away, Optional.empty()),
                                    Optional.of(at),
                                    Optional.empty(),
                                    Optional.empty()),
                            new FrameworkPush.Undone("a/b", AGENT, away),
                            new FrameworkPush.OperationUpdate(
                                    AGENT, new AgentReply.Outcome(0, Optional.of("op"), true, "", made)),
                            new FrameworkPush.OperationUpdate(
                                    AGENT,
                                    new AgentReply.Outcome(1, Optional.of("op2"), false, "no", Resources.empty())),
                            new FrameworkPush.AgentLost(AGENT),
                            new FrameworkPush.ExecutorEnded(AGENT, "e1", 256),
                            new FrameworkPush.Message(AGENT, "e1", Payload.of(new byte[] {1, 2, 3})),
                            new FrameworkPush.End("over"))
                    .forEach(push -> stage.frameworks().push("f", push));

            assertThat(json(stream.news()))
                    .isEqualTo(
                            "{\"type\":\"OFFERS\",\"offers\":{\"offers\":[{\"id\":{\"value\":\"o1\"},"
                                    + "\"framework_id\":{\"value\":\"f\"},\"agent_id\":{\"value\":\"a1\"},\"hostname\":\"h1\","
                                    + "\"url\":{\"scheme\":\"http\",\"address\":{\"hostname\":\"h1\",\"port\":5051},"
                                    + "\"path\":\"/slave(1)\"},"
                                    + "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1.5},"
                                    + "\"allocation_info\":{\"role\":\"web\"}},"
                                    + "{\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":31000,"
                                    + "\"end\":31001}]},\"allocation_info\":{\"role\":\"web\"}},"
                                    + "{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":64.0},"
                                    + "\"allocation_info\":{\"role\":\"web\"},"
                                    + "\"reservations\":[{\"type\":\"STATIC\",\"role\":\"web\"}]}],"
                                    + "\"attributes\":[{\"name\":\"rack\",\"type\":\"TEXT\",\"text\":{\"value\":\"r1\"}},"
                                    + "{\"name\":\"slots\",\"type\":\"SCALAR\",\"scalar\":{\"value\":8.0}}],"
                                    + "\"executor_ids\":[{\"value\":\"e1\"}],"
                                    + "\"unavailability\":{\"start\":{\"nanoseconds\":1893553445000000000},"
                                    + "\"duration\":{\"nanoseconds\":3600000000000}},\"allocation_info\":{\"role\":\"web\"}}]}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"RESCIND\",\"rescind\":{\"offer_id\":{\"value\":\"o1\"}}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"INVERSE_OFFERS\",\"inverse_offers\":{\"inverse_offers\":[{"
                            + "\"id\":{\"value\":\"i1\"},\"framework_id\":{\"value\":\"f\"},\"agent_id\":{\"value\":\"a1\"},"
                            + "\"unavailability\":{\"start\":{\"nanoseconds\":1767323045678000000},"
                            + "\"duration\":{\"nanoseconds\":3600000000000}}}]}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"RESCIND_INVERSE_OFFER\",\"rescind_inverse_offer\":{"
                            + "\"inverse_offer_id\":{\"value\":\"i1\"}}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"UPDATE\",\"update\":{\"status\":{\"task_id\":{\"value\":\"t\"},"
                            + "\"state\":\"TASK_RUNNING\",\"source\":\"SOURCE_EXECUTOR\",\"agent_id\":{\"value\":\"a1\"},"
                            + "\"timestamp\":1.767323045678E9,\"uuid\":\"AQIDBAUGBwgJCgsMDQ4PEA==\"}}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"UPDATE\",\"update\":{\"status\":{\"task_id\":{\"value\":\"t\"},"
                            + "\"state\":\"TASK_UNREACHABLE\",\"message\":\"away\",\"source\":\"SOURCE_MASTER\","
                            + "\"reason\":\"REASON_RECONCILIATION\",\"timestamp\":1.767323045678E9,"
                            + "\"unreachable_time\":{\"nanoseconds\":1767323045678000000}}}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"UPDATE\",\"update\":{\"status\":{\"task_id\":{\"value\":\"a/b\"},"
                            + "\"state\":\"TASK_UNREACHABLE\",\"message\":\"away\",\"source\":\"SOURCE_MASTER\","
                            + "\"reason\":\"REASON_RECONCILIATION\",\"agent_id\":{\"value\":\"a1\"},"
                            + "\"timestamp\":1.767323045678E9}}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"UPDATE_OPERATION_STATUS\",\"update_operation_status\":{\"status\":{"
                            + "\"operation_id\":{\"value\":\"op\"},\"state\":\"OPERATION_FINISHED\","
                            + "\"converted_resources\":[{\"name\":\"disk\",\"type\":\"SCALAR\",\"scalar\":{\"value\":8.0},"
                            + "\"reservations\":[{\"type\":\"STATIC\",\"role\":\"web\"}]}],"
                            + "\"agent_id\":{\"value\":\"a1\"}}}}");
            assertThat(json(stream.news()))
                    .contains("\"op2\"")
                    .contains("\"OPERATION_ERROR\"")
                    .contains("\"message\":\"no\"");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"FAILURE\",\"failure\":{\"agent_id\":{\"value\":\"a1\"}}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"FAILURE\",\"failure\":{\"agent_id\":{\"value\":\"a1\"},"
                            + "\"executor_id\":{\"value\":\"e1\"},\"status\":256}}");
            assertThat(json(stream.news()))
                    .isEqualTo("{\"type\":\"MESSAGE\",\"message\":{\"agent_id\":{\"value\":\"a1\"},"
                            + "\"executor_id\":{\"value\":\"e1\"},\"data\":\"AQID\"}}");
            assertThat(json(stream.news())).isEqualTo("{\"type\":\"ERROR\",\"error\":{\"message\":\"over\"}}");
            assertThat(stream.isOver()).isTrue();
        }
    }

    @Test
    @SuppressWarnings("deprecation") // the words it knows
    void anOlderFrameworkIsOfferedInWordsItKnows() throws Exception {
        try (var stream = stage.subscribe("f")) {
            stream.next();
            stage.frameworks().push("f", offers());

            var offer = stream.news().getOffers().getOffers(0);

            assertThat(offer.hasAllocationInfo()).isFalse();
            var mem = offer.getResourcesList().stream()
                    .filter(resource -> resource.getName().equals("mem"))
                    .findFirst()
                    .orElseThrow();
            assertThat(mem.getRole()).isEqualTo("web");
            assertThat(mem.getReservationsList()).isEmpty();
            assertThat(mem.hasAllocationInfo()).isFalse();
            assertThat(offer.getResources(0).hasRole()).isTrue();
            assertThat(offer.getResources(0).getRole()).isEqualTo("*");
        }
    }

    @Test
    void aChangedFrameworkIsOfferedInItsNewWords() throws Exception {
        try (var stream = stage.subscribe("f")) {
            stream.next();
            var changed = SchedulerStage.subscription("f", "RESERVATION_REFINEMENT")
                    .getSubscribe()
                    .getFrameworkInfo();
            var json = new String(MesosJson.encode(changed), StandardCharsets.UTF_8);
            var answer = stage.call(
                    stream.id(),
                    "{\"type\":\"UPDATE_FRAMEWORK\",\"framework_id\":{\"value\":\"f\"},"
                            + "\"update_framework\":{\"framework_info\":" + json + "}}");
            assertThat(answer.statusCode()).isEqualTo(200);

            stage.frameworks().push("f", offers());

            var offer = stream.news().getOffers().getOffers(0);
            assertThat(offer.getResourcesList().stream().map(r -> r.getReservationsCount()))
                    .containsExactly(0, 0, 1);
        }
    }

    /** Schedulers are about that take each piece of a body that their HTTP library hands them for one event. */
    @Test
    void everyEventIsAChunkOfItsOwn() throws Exception {
        try (var socket = stage.subscribed("f")) {
            for (int i = 0; i < 50; i++) {
                stage.frameworks().push("f", message(i, 16));
            }

            var seen = new StringBuilder();
            while (!seen.toString().contains("\"e49\"") || !seen.toString().endsWith("}\r\n")) {
                seen.append((char) socket.getInputStream().read());
            }

            var parts = seen.toString().split("\r\n", -1);
            var chunks = IntStream.range(0, parts.length)
                    .filter(i -> i > 0 && i % 2 == 0)
                    .mapToObj(i -> parts[i])
                    .filter(chunk -> !chunk.isEmpty())
                    .toList();
            assertThat(chunks).hasSizeGreaterThanOrEqualTo(50).allMatch(chunk -> chunk.matches("\\d+\n\\{[^\n]*}"));
        }
    }

    @Test
    void anAgentWhoseAddressIsKnownIsOfferedWithIt() {
        var offer = OfferMessages.offer(offerOf(Optional.of("10.1.2.3")), Set.of());
        var named = OfferMessages.offer(offerOf(Optional.empty()), Set.of());

        assertThat(offer.getUrl().getAddress().getIp()).isEqualTo("10.1.2.3");
        assertThat(offer.getUrl().getAddress().getHostname()).isEqualTo("h1");
        assertThat(named.getUrl().getAddress().hasIp()).isFalse();
    }

    @Test
    void aSlowReaderIsToldAndCutOffWhileOthersGoOn() throws Exception {
        try (var slow = stage.subscribed("slow");
                var other = stage.subscribe("other")) {
            other.next();
            for (int i = 0; stage.frameworks().disconnects().isEmpty(); i++) {
                assertThat(i).as("messages of 64 KiB that one reader is sent").isLessThan(4_000);
                stage.frameworks().push("slow", message(i, 64 << 10));
            }
            stage.frameworks().push("other", message(1, 10));

            assertThat(other.news().getMessage().getExecutorId().getValue()).isEqualTo("e1");
            assertThat(stage.frameworks().disconnects()).containsExactly("slow 00000000-0000-0000-0000-000000000001");
            assertThat(stage.frameworks().get("slow").phase()).isEqualTo(Phase.DISCONNECTED);
            var rest = tail(slow.getInputStream());
            assertThat(rest).contains("\"type\":\"ERROR\"").contains("The scheduler reads its events too slowly");
            assertThat(stage.frameworks().disconnects()).hasSize(1);
        }
    }

    /** The last of all that comes until the server closes. */
    private static String tail(InputStream in) throws Exception {
        var last = "";
        var piece = new byte[64 << 10];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            last += new String(piece, 0, read, StandardCharsets.UTF_8);
            last = last.substring(Math.max(0, last.length() - 2_000));
        }
        return last;
    }

    @Test
    void aReaderThatTakesNothingIsCutOffWhileItsEventsStillFit() throws Exception {
        try (var roomy = new SchedulerStage("idle-timeout = 1s, mesos.stream-bytes-max = 128MiB");
                var stuck = roomy.subscribed("stuck")) {
            for (int i = 0; i < 600; i++) {
                roomy.frameworks().push("stuck", message(i, 64 << 10));
            }
            assertThat(roomy.frameworks().disconnects()).isEmpty();
            assertThat(stuck.isConnected()).isTrue();

            SchedulerStage.await(
                    "it is cut off", () -> !roomy.frameworks().disconnects().isEmpty());
        }
    }

    @Test
    void aClosedConnectionDisconnectsOnce() throws Exception {
        var socket = stage.subscribed("f");

        socket.close();

        SchedulerStage.await(
                "disconnected", () -> !stage.frameworks().disconnects().isEmpty());
        Thread.sleep(700); // two heartbeats more would find out once more
        assertThat(stage.frameworks().disconnects()).containsExactly("f 00000000-0000-0000-0000-000000000001");
    }

    @Test
    void aHalfClosedConnectionIsAClosedOne() throws Exception {
        try (var socket = stage.subscribed("f")) {
            socket.shutdownOutput();

            SchedulerStage.await(
                    "disconnected", () -> !stage.frameworks().disconnects().isEmpty());
            tail(socket.getInputStream()); // it is closed by the server
            assertThat(stage.frameworks().disconnects()).hasSize(1);
        }
    }

    @Test
    void aConnectionThatIsResetDisconnects() throws Exception {
        var socket = stage.subscribed("f");
        socket.setSoLinger(true, 0);

        socket.close();

        SchedulerStage.await(
                "disconnected", () -> !stage.frameworks().disconnects().isEmpty());
        assertThat(stage.frameworks().get("f").phase()).isEqualTo(Phase.DISCONNECTED);
    }

    @Test
    void aSilentStreamIsNotIdle() throws Exception {
        try (var stream = stage.subscribe("f")) {
            stream.next();
            long deadline = System.nanoTime() + 3_000_000_000L; // the idle timeout is 2 s
            while (System.nanoTime() < deadline) {
                assertThat(stream.next().getType()).isEqualTo(Event.Type.HEARTBEAT);
            }
            assertThat(stage.frameworks().disconnects()).isEmpty();
        }
    }

    @Test
    void manyEventsAtOnceAreHeardByWhoReads() throws Exception {
        try (var stream = stage.subscribe("f")) {
            stream.next();
            for (int i = 0; i < 1_500; i++) {
                stage.frameworks().push("f", message(i, 16));
            }
            for (int i = 0; i < 1_500; i++) {
                assertThat(stream.news().getMessage().getExecutorId().getValue())
                        .isEqualTo("e" + i);
            }
        }
    }
}
