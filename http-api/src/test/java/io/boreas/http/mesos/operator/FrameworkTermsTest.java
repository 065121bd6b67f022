package io.boreas.http.mesos.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.core.allocator.InverseAnswer;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.http.mesos.proto.Master.Response;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Scheduler.OfferConstraints;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.mesos.wire.Media;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators see of the terms on which frameworks want offers, and of what they answer to inverse ones. */
class FrameworkTermsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String CONSTRAINTS = """
            {"role_constraints":{"ads":{"groups":[{"attribute_constraints":[
              {"selector":{"attribute_name":"rack"},"predicate":{"text_matches":{"regex":"r[0-9]+"}}}]}]}}}
            """;

    @Test
    void constraintsOfOffersAreShownAsTheyWereSaid() throws Exception {
        var said = Media.JSON.decode(CONSTRAINTS.getBytes(UTF_8), OfferConstraints.getDefaultInstance());
        var cell = new PaperCell().with(List.of(), List.of(constrained(said)));
        try (var stage = new Stage(cell, "")) {
            assertThat(Response.parseFrom(call(stage, "GET_FRAMEWORKS", "application/x-protobuf"))
                            .getGetFrameworks()
                            .getFrameworksList())
                    .filteredOn(Response.GetFrameworks.Framework::hasOfferConstraints)
                    .extracting(Response.GetFrameworks.Framework::getOfferConstraints)
                    .containsExactly(said);
            var expected = MAPPER.readTree(CONSTRAINTS);
            assertThat(json(call(stage, "GET_STATE", "application/json")).findValues("offer_constraints"))
                    .containsExactly(expected);
            for (var path : List.of("/state", "/frameworks")) {
                assertThat(json(stage.get(path).body()).findValues("offer_constraints"))
                        .as(path)
                        .contains(expected);
            }
        }
    }

    private static Framework constrained(OfferConstraints constraints) {
        var info = Mesos.FrameworkInfo.newBuilder().setUser("u").setName("n").setFailoverTimeout(60);
        info.addCapabilitiesBuilder().setType(Mesos.FrameworkInfo.Capability.Type.MULTI_ROLE);
        info.addRoles("ads");
        var wish = FrameworkMessages.wish(info.build(), List.of(), constraints, new RegularExpressions());
        var machine = new FrameworkMachine();
        var framework = machine.vacant(new FrameworkId("fw-9"));
        var subscribe = new FrameworkCommand.Subscribe(wish, true, "s1");
        for (var event : machine.decide(framework, subscribe, PaperCell.START).events()) {
            framework = machine.evolve(framework, event);
        }
        return framework;
    }

    @Test
    void answersToInverseOffersAreShownWithTheMachinesTheyAreAbout() throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "")) {
            var schedule = """
                    {"type":"UPDATE_MAINTENANCE_SCHEDULE","update_maintenance_schedule":{"schedule":{"windows":[
                      {"machine_ids":[{"hostname":"agent-1.example"},{"hostname":"other.example"}],
                       "unavailability":{"start":{"nanoseconds":1893553445000000000}}}]}}}
                    """;
            assertThat(stage.post(Stage.PATH, schedule.getBytes(UTF_8), "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(200);
            stage.cell()
                    .answered(
                            said("agent-1", "AGENT-1.example", "fw-1", true),
                            said("agent-9", "nowhere", "fw-2", false));

            var expected = MAPPER.readTree("""
                    {"draining_machines":[
                      {"id":{"hostname":"agent-1.example"},
                       "statuses":[{"status":"ACCEPT","framework_id":{"value":"fw-1"},
                                    "timestamp":{"nanoseconds":1767323045000000000}}]},
                      {"id":{"hostname":"other.example"}}]}
                    """);
            assertThat(json(call(stage, "GET_MAINTENANCE_STATUS", "application/json"))
                            .at("/get_maintenance_status/status"))
                    .isEqualTo(expected);
            assertThat(json(stage.get("/maintenance/status").body())).isEqualTo(expected);
        }
    }

    @Test
    void openInverseOffersAreShownWithTheirFrameworks() throws Exception {
        try (var stage = new Stage(Sketch.smallCell(), "")) {
            var until = new Unavailability(PaperCell.START, Optional.of(Duration.ofHours(1)));
            stage.cell()
                    .asked(
                            new FrameworkPush.InverseOffer(
                                    new OfferId("i1"), new FrameworkId("fw-1"), new AgentId("agent-1"), until),
                            new FrameworkPush.InverseOffer(
                                    new OfferId("i2"), new FrameworkId("unknown"), new AgentId("agent-1"), until));

            var expected = MAPPER.readTree("""
                    [{"id":{"value":"i1"},"framework_id":{"value":"fw-1"},"agent_id":{"value":"agent-1"},
                      "unavailability":{"start":{"nanoseconds":1767323045000000000},
                                        "duration":{"nanoseconds":3600000000000}}}]
                    """);
            for (var type : List.of("GET_FRAMEWORKS", "GET_STATE")) {
                assertThat(json(call(stage, type, "application/json")).findValues("inverse_offers"))
                        .as(type)
                        .containsExactly(expected);
            }
            try (var reader = StreamReader.open(stage, Media.PROTOBUF)) {
                assertThat(reader.next()
                                .getSubscribed()
                                .getGetState()
                                .getGetFrameworks()
                                .getFrameworksList())
                        .flatExtracting(Response.GetFrameworks.Framework::getInverseOffersList)
                        .extracting(offer -> offer.getId().getValue())
                        .containsExactly("i1");
            }
        }
    }

    private static InverseAnswers.Said said(String agent, String host, String framework, boolean accepted) {
        return new InverseAnswers.Said(
                new AgentId(agent), host, new FrameworkId(framework), new InverseAnswer(accepted, PaperCell.START));
    }

    private static byte[] call(Stage stage, String type, String accept) throws Exception {
        var answer = stage.post(
                Stage.PATH,
                ("{\"type\":\"" + type + "\"}").getBytes(UTF_8),
                "Content-Type",
                "application/json",
                "Accept",
                accept);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static JsonNode json(byte[] body) throws Exception {
        return MAPPER.readTree(body);
    }
}
