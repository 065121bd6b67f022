package io.boreas.http.mesos.scheduler;

import static io.boreas.http.mesos.scheduler.SchedulerStage.subscription;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.Phase;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.proto.Mesos.FrameworkInfo;
import io.boreas.http.mesos.proto.Mesos.OfferFilters;
import io.boreas.http.mesos.proto.Mesos.Value;
import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.proto.Scheduler.OfferConstraints;
import io.boreas.http.mesos.translate.ConstraintMessages;
import io.boreas.http.mesos.wire.Media;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscribeTest {
    private final SchedulerStage stage = new SchedulerStage("mesos.heartbeat = 200ms");

    @AfterEach
    void close() {
        stage.close();
    }

    private static Call.Builder anonymous() {
        var call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
        call.getSubscribeBuilder().getFrameworkInfoBuilder().setUser("u").setName("n");
        return call;
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void aSubscriberHearsWhoItIsAndWhereTheMasterIsAndThenHeartbeats(Media media) throws Exception {
        try (var stream = stage.subscribe(media, anonymous().build())) {
            assertThat(stream.response().statusCode()).isEqualTo(200);
            assertThat(stream.response().headers().firstValue("Content-Type")).contains(media.contentType());
            assertThat(stream.response().headers().firstValue("Transfer-Encoding"))
                    .contains("chunked");
            assertThat(stream.id()).isEqualTo("00000000-0000-0000-0000-000000000001");

            var event = stream.next();

            assertThat(event.getType()).isEqualTo(Event.Type.SUBSCRIBED);
            assertThat(event.getSubscribed().getFrameworkId().getValue()).isEqualTo("m1-0000");
            assertThat(event.getSubscribed().getHeartbeatIntervalSeconds()).isEqualTo(0.2);
            var master = event.getSubscribed().getMasterInfo();
            assertThat(master.getId()).isEqualTo("m1");
            assertThat(master.getHostname()).isEqualTo("127.0.0.1");
            assertThat(master.getPort()).isEqualTo(stage.port());
            assertThat(master.getIp()).isEqualTo(0x0100007f);
            assertThat(master.getPid()).isEqualTo("master@127.0.0.1:" + stage.port());
            assertThat(master.getAddress().getIp()).isEqualTo("127.0.0.1");
            assertThat(master.getVersion()).isEqualTo("1.11.0");
            for (int i = 0; i < 4; i++) {
                assertThat(stream.next().getType()).isEqualTo(Event.Type.HEARTBEAT);
            }
        }
    }

    @Test
    void bytesOnTheWireAreRecords() throws Exception {
        try (var stream = stage.subscribe("f")) {
            var subscribed = new String(stream.record(), StandardCharsets.UTF_8);
            assertThat(subscribed)
                    .startsWith("{\"type\":\"SUBSCRIBED\",\"subscribed\":{\"framework_id\":{\"value\":\"f\"},"
                            + "\"heartbeat_interval_seconds\":0.2,\"master_info\":{\"id\":\"m1\",\"ip\":16777343,");
            assertThat(new String(stream.record(), StandardCharsets.UTF_8)).isEqualTo("{\"type\":\"HEARTBEAT\"}");
        }
    }

    @Test
    void everyNewFrameworkHasItsOwnId() throws Exception {
        try (var first = stage.subscribe(Media.JSON, anonymous().build());
                var second = stage.subscribe(Media.JSON, anonymous().build())) {
            assertThat(first.next().getSubscribed().getFrameworkId().getValue()).isEqualTo("m1-0000");
            assertThat(second.next().getSubscribed().getFrameworkId().getValue())
                    .isEqualTo("m1-0001");
        }
    }

    @Test
    void whatAFrameworkSaysOfItselfReachesTheCell() throws Exception {
        var call = SchedulerStage.subscription("chosen-by-client", "PARTITION_AWARE", "MULTI_ROLE");
        try (var stream = stage.subscribe(Media.PROTOBUF, call)) {
            stream.next();

            var framework = stage.frameworks().get("chosen-by-client");
            assertThat(framework.phase()).isEqualTo(Phase.CONNECTED);
            assertThat(framework.streamId()).isEqualTo(stream.id());
            var info = framework.info().orElseThrow();
            assertThat(info.capabilities()).containsExactly(Capability.PARTITION_AWARE, Capability.MULTI_ROLE);
            assertThat(info.failoverTimeout()).hasSeconds(60);
            assertThat(FrameworkInfo.parseFrom(info.payload().bytes()))
                    .isEqualTo(call.getSubscribe().getFrameworkInfo());
        }
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    @SuppressWarnings("deprecation") // its one role
    void aRefusedSubscriberHearsAnErrorAndNothingElse(Media media) throws Exception {
        var call = anonymous();
        call.getSubscribeBuilder().getFrameworkInfoBuilder().setRole("/no/role");
        try (var stream = stage.subscribe(media, call.build())) {
            assertThat(stream.response().statusCode()).isEqualTo(200);

            var event = stream.next();

            assertThat(event.getType()).isEqualTo(Event.Type.ERROR);
            assertThat(event.getError().getMessage())
                    .contains("contains invalid role")
                    .contains("/no/role");
            assertThat(stream.isOver()).isTrue();
            assertThat(stage.frameworks().disconnects()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", "a\u0007"})
    void anIdThatCanBeNoneIsAnError(String id) throws Exception {
        try (var stream = stage.subscribe(id.replace("\u0007", "\\u0007"))) {
            assertThat(stream.next().getError().getMessage()).contains("'FrameworkInfo.id' is not valid");
            assertThat(stream.isOver()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void constraintsOnOffersAreReadAndShownAsTheyWereSaid(Media media) throws Exception {
        var call = subscription("c").toBuilder();
        call.getSubscribeBuilder().setOfferConstraints(constraints(ALL_PREDICATES));
        try (var stream = stage.subscribe(media, call.build())) {
            assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);

            var framework = stage.frameworks()
                    .framework(new FrameworkId("c"))
                    .toCompletableFuture()
                    .join()
                    .orElseThrow();
            var kept = framework.info().orElseThrow().constraints().orElseThrow();
            assertThat(ConstraintMessages.message(kept))
                    .isEqualTo(call.getSubscribe().getOfferConstraints());
        }
    }

    @ParameterizedTest
    @EnumSource(Media.class)
    void whatIsWorthAnOfferIsReadForEachOfItsRoles(Media media) throws Exception {
        var call = subscription("m").toBuilder();
        var info = call.getSubscribeBuilder().getFrameworkInfoBuilder();
        info.putOfferFilters("web", filter("cpus", 2.5));
        info.putOfferFilters("elsewhere", filter("mem", 1));
        try (var stream = stage.subscribe(media, call.build())) {
            assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);

            var framework = stage.frameworks()
                    .framework(new FrameworkId("m"))
                    .toCompletableFuture()
                    .join()
                    .orElseThrow();
            assertThat(framework.info().orElseThrow().minimums())
                    .isEqualTo(
                            Map.of(new Role("web"), List.of(new OfferMinimum(new TreeMap<>(Map.of("cpus", 2_500L))))));
        }
    }

    private static OfferFilters filter(String resource, double amount) {
        var filter = OfferFilters.newBuilder();
        filter.getMinAllocatableResourcesBuilder()
                .addQuantitiesBuilder()
                .putQuantities(
                        resource, Value.Scalar.newBuilder().setValue(amount).build());
        return filter.build();
    }

    static Stream<Arguments> badMinimums() {
        var none = OfferFilters.newBuilder();
        none.getMinAllocatableResourcesBuilder().addQuantitiesBuilder();
        return Stream.of(
                Arguments.of(none.build(), "Resource quantities must contain at least one quantity"),
                Arguments.of(
                        filter("cpus", -0.1), "Invalid resource quantity for 'cpus': Negative values not supported"),
                Arguments.of(filter("mem", Double.NaN), "Invalid resource quantity for 'mem': NaN not supported"),
                Arguments.of(
                        filter("mem", Double.POSITIVE_INFINITY),
                        "Invalid resource quantity for 'mem': Infinite values not supported"),
                Arguments.of(
                        filter("mem", 1e16),
                        "Invalid resource quantity for 'mem': Values above 4611686018427388 not supported"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badMinimums")
    void malformedMinimumsAreRefusedInMesossWords(OfferFilters filter, String message) throws Exception {
        var call = subscription("m").toBuilder();
        call.getSubscribeBuilder().getFrameworkInfoBuilder().putOfferFilters("web", filter);
        try (var stream = stage.subscribe(Media.PROTOBUF, call.build())) {
            assertThat(stream.next().getError().getMessage()).isEqualTo(message);
            assertThat(stream.isOver()).isTrue();
        }
    }

    static Stream<Arguments> badConstraints() {
        var invalid = "Offer constraints are not valid: ";
        var attribute = invalid + "A role web has an invalid 'AttributeConstraint': ";
        return Stream.of(
                Arguments.of(
                        "{\"db\":{}}",
                        "Offer constraints specify `role_constraints` for a role 'db' not contained in the set of roles"),
                Arguments.of(
                        "{\"web\":{}}",
                        invalid
                                + "'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role web"),
                Arguments.of(
                        "{\"web\":{\"groups\":[{}]}}",
                        invalid + "'OfferConstraints::RoleConstraints::groups' for role web contains an empty"
                                + " RoleConstraints::Group"),
                Arguments.of(
                        one("{}", "{\"exists\":{}}"),
                        attribute + "Exactly one of 'AttributeConstraint::Selector::name' or"
                                + " 'AttributeConstraint::Selector::pseudoattribute_type' must be set"),
                Arguments.of(
                        one("{\"pseudoattribute_type\":\"UNKNOWN\"}", "{\"exists\":{}}"),
                        attribute + "Unknown pseudoattribute type"),
                Arguments.of(one("{\"attribute_name\":\"a\"}", "{}"), attribute + "Unknown predicate type"),
                Arguments.of(
                        one("{\"attribute_name\":\"a\"}", "{\"text_matches\":{\"regex\":\"(\"}}"),
                        attribute
                                + "Failed to construct regex from pattern '(': error parsing regexp: missing closing ):"
                                + " `(`"),
                Arguments.of(
                        one("{\"attribute_name\":\"a\"}", "{\"text_not_matches\":{\"regex\":\"a{200}\"}}"),
                        attribute + "Regex 'a{200}' is too complex: program size of 202 is larger than maximum of 100"
                                + " allowed"),
                Arguments.of(
                        "{\"web\":{\"groups\":[{\"attribute_constraints\":["
                                + "{\"selector\":{\"attribute_name\":\"a\"},\"predicate\":{\"exists\":{}}},"
                                        .repeat(1_000)
                                + "{\"selector\":{\"attribute_name\":\"a\"},\"predicate\":{\"exists\":{}}}]}]}}",
                        invalid + "There are more than 1000 constraints"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badConstraints")
    void malformedConstraintsAreRefusedInMesossWords(String constraints, String message) throws Exception {
        var call = subscription("m").toBuilder();
        call.getSubscribeBuilder().setOfferConstraints(constraints(constraints));
        try (var stream = stage.subscribe(Media.JSON, call.build())) {
            assertThat(stream.next().getError().getMessage()).isEqualTo(message);
            assertThat(stream.isOver()).isTrue();
        }
    }

    private static final String ALL_PREDICATES = """
            {"web":{"groups":[
              {"attribute_constraints":[
                {"selector":{"attribute_name":"rack"},"predicate":{"exists":{}}},
                {"selector":{"attribute_name":"rack"},"predicate":{"not_exists":{}}},
                {"selector":{"pseudoattribute_type":"HOSTNAME"},"predicate":{"text_equals":{"value":"h1"}}}]},
              {"attribute_constraints":[
                {"selector":{"pseudoattribute_type":"REGION"},"predicate":{"text_not_equals":{"value":""}}},
                {"selector":{"pseudoattribute_type":"ZONE"},"predicate":{"text_matches":{"regex":"z[0-9]+"}}},
                {"selector":{"attribute_name":""},"predicate":{"text_not_matches":{"regex":"(?i)SSD|x{3}"}}}]}]}}
            """;

    private static String one(String selector, String predicate) {
        return "{\"web\":{\"groups\":[{\"attribute_constraints\":[{\"selector\":" + selector + ",\"predicate\":"
                + predicate + "}]}]}}";
    }

    private static OfferConstraints constraints(String byRole) throws Exception {
        return Media.JSON.decode(
                ("{\"role_constraints\":" + byRole + "}").getBytes(UTF_8), OfferConstraints.getDefaultInstance());
    }

    @Test
    void aFrameworkThatIsOverMayNotReturn() throws Exception {
        try (var stream = stage.subscribe("f")) {
            var answer = stage.call(stream.id(), "{\"type\":\"TEARDOWN\",\"framework_id\":{\"value\":\"f\"}}");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
            assertThat(stream.next().getType()).isEqualTo(Event.Type.HEARTBEAT);
            assertThat(stream.isOver()).isTrue();
        }
        try (var again = stage.subscribe("f")) {
            assertThat(again.next().getError().getMessage()).isEqualTo(FrameworkMachine.REMOVED);
        }
    }

    @Test
    void aNewerSubscriberReplacesTheOneBefore() throws Exception {
        try (var old = stage.subscribe("f");
                var newer = stage.subscribe("f")) {
            assertThat(old.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
            assertThat(old.news().getError().getMessage()).isEqualTo("Framework failed over");
            assertThat(old.isOver()).isTrue();
            assertThat(newer.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
            assertThat(newer.id()).isNotEqualTo(old.id());

            var stale = stage.call(old.id(), "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"f\"}}");
            var current = stage.call(newer.id(), "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"f\"}}");

            assertThat(stale.statusCode()).isEqualTo(400);
            assertThat(stale.body()).startsWith("The stream ID included in this request didn't match");
            assertThat(current.statusCode()).isEqualTo(202);
            assertThat(stage.frameworks().get("f").phase()).isEqualTo(Phase.CONNECTED);
        }
    }

    @Test
    void aSilentEndIsNoError() throws Exception {
        try (var stream = stage.subscribe("f")) {
            stream.next();
            stage.frameworks().push("f", new FrameworkPush.End(""));
            var rest = new String(stream.response().body().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).doesNotContain("ERROR");
            assertThat(stage.frameworks().disconnects()).hasSize(1);
        }
    }

    @Test
    void aCellThatDoesNotAnswerIsUnavailable() throws Exception {
        stage.frameworks().unavailable(true);

        var answer = stage.send(stage.request(SchedulerStage.PATH)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Media.JSON.encode(SchedulerStage.subscription("f"))))
                .build());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("the framework's group did not answer");
        // It may have been subscribed all the same.
        assertThat(stage.frameworks().disconnects()).hasSize(1);
    }
}
