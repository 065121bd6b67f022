package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators do over the native API, through a socket. */
final class OperatorDoorTest {
    private static final String AGENT = "/boreas/v1/agents/agent-1";

    private final Doors doors = new Doors();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void anAgentIsDeactivatedAndReactivated() {
        assertThat(doors.get(AGENT).json().path("duty").asText()).isEqualTo("ACTIVE");

        assertThat(doors.post(AGENT + "/deactivate", "").json().path("duty").asText())
                .isEqualTo("DEACTIVATED");
        assertThat(doors.post(AGENT + "/reactivate", "").json().path("duty").asText())
                .isEqualTo("ACTIVE");

        var again = doors.post(AGENT + "/reactivate", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.problem()).isEqualTo("agent-not-so");
        assertThat(again.json().path("detail").asText()).startsWith("Agent is not deactivated");
    }

    @Test
    void anAgentIsDrainedOnTheTermsGiven() {
        var drained = doors.post(AGENT + "/drain", "{\"max_grace\": \"30s\"}").json();

        assertThat(drained.path("duty").asText()).isEqualTo("DRAINED"); // it ran nothing
        assertThat(drained.path("drain").path("maxGraceSeconds").asInt()).isEqualTo(30);
        assertThat(drained.path("drain").path("markGone").asBoolean()).isFalse();
        assertThat(doors.post(AGENT + "/drain", "{\"max_grace\": -1}").status()).isEqualTo(400);
        assertThat(doors.post(AGENT + "/drain", "{\"grace\": 1}").status()).isEqualTo(400);
    }

    @Test
    void aGoneAgentStaysGone() {
        assertThat(doors.post(AGENT + "/gone", "").json().path("presence").asText())
                .isEqualTo("GONE");
        assertThat(doors.post(AGENT + "/gone", "").status()).isEqualTo(200);
        assertThat(doors.post(AGENT + "/drain", "").problem()).isEqualTo("agent-gone");
    }

    @Test
    void anUnknownAgentIsTold() {
        for (var verb : new String[] {"drain", "deactivate", "reactivate", "gone"}) {
            assertThat(doors.post("/boreas/v1/agents/nobody/" + verb, "").problem())
                    .isEqualTo("unknown-agent");
        }
    }

    @Test
    void aQuotaIsSetShownAndRemoved() {
        var quota = "/boreas/v1/quota/ads%2Feu";
        assertThat(doors.get(quota).problem()).isEqualTo("no-quota");

        var set = doors.put(quota, "{\"guarantees\": {\"cpus\": 1.5}, \"limits\": {\"cpus\": 2, \"mem\": \"1GB\"}}");

        assertThat(set.status()).isEqualTo(200);
        assertThat(doors.get(quota).text())
                .isEqualTo("{\"role\":\"ads/eu\",\"guarantees\":{\"cpus\":1.5},\"limits\":{\"cpus\":2,\"mem\":1024}}");
        assertThat(doors.get("/boreas/v1/quota").json().path("items")).hasSize(1);
        assertThat(doors.delete(quota).status()).isEqualTo(200);
        assertThat(doors.get(quota).status()).isEqualTo(404);
    }

    @Test
    void aQuotaThatDoesNotFitSaysWhy() {
        var over = doors.put("/boreas/v1/quota/ads", "{\"guarantees\": {\"cpus\": 5}}");
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.problem()).isEqualTo("quota-refused");
        assertThat(over.json().path("reasons").path(0).asText())
                .isEqualTo("all guarantees together would be 5 cpus and the cell has only 4 cpus");
        assertThat(over.json().path("forcible").asBoolean()).isTrue();
        assertThat(doors.put("/boreas/v1/quota/ads", "{\"guarantees\": {\"cpus\": 5}, \"force\": true}")
                        .status())
                .isEqualTo(200);

        var crooked = doors.put("/boreas/v1/quota/www", "{\"guarantees\": {\"mem\": 2}, \"limits\": {\"mem\": 1}}");
        assertThat(crooked.json().path("forcible").asBoolean()).isFalse();
    }

    @Test
    void quotasThatMakeNoSenseAreRefused() {
        assertThat(doors.put("/boreas/v1/quota/ads", "{}").status()).isEqualTo(400);
        assertThat(doors.put("/boreas/v1/quota/ads", "{\"limits\": {\"cpus\": -1}}")
                        .status())
                .isEqualTo(400);
        assertThat(doors.put("/boreas/v1/quota/ads", "{\"limits\": {\"cpus\": [1]}}")
                        .status())
                .isEqualTo(400);
        assertThat(doors.put("/boreas/v1/quota/*", "{\"limits\": {\"cpus\": 1}}")
                        .problem())
                .isEqualTo("invalid-setting");
        assertThat(doors.put("/boreas/v1/quota/-x", "{\"limits\": {\"cpus\": 1}}")
                        .problem())
                .isEqualTo("invalid-role");
    }

    @Test
    void aWeightIsSetAndShown() {
        assertThat(doors.put("/boreas/v1/weights/ads", "{\"weight\": 2.5}").status())
                .isEqualTo(200);
        assertThat(doors.get("/boreas/v1/weights").text())
                .isEqualTo("{\"items\":[{\"role\":\"ads\",\"weight\":2.5}],\"next\":null}");
        for (var weight : new String[] {"0", "-1", "\"2\"", "null"}) {
            assertThat(doors.put("/boreas/v1/weights/ads", "{\"weight\": " + weight + "}")
                            .status())
                    .as(weight)
                    .isEqualTo(400);
        }
    }

    @Test
    void aMachineIsScheduledTakenDownAndBroughtUp() {
        var machines = "{\"machines\": [{\"hostname\": \"One\"}]}";
        var schedule = "{\"windows\": [{\"machines\": [{\"hostname\": \"One\"}], \"start\": \"2030-01-02T03:04:05Z\","
                + " \"duration\": \"2h\"}]}";
        assertThat(doors.post("/boreas/v1/maintenance/start", machines).problem())
                .isEqualTo("invalid-setting");

        assertThat(doors.put("/boreas/v1/maintenance", schedule).text())
                .isEqualTo("{\"windows\":[{\"machines\":[{\"hostname\":\"one\",\"ip\":\"\",\"mode\":\"DRAINING\"}],"
                        + "\"start\":\"2030-01-02T03:04:05Z\",\"durationSeconds\":7200}]}");
        var down = doors.post("/boreas/v1/maintenance/start", machines).json();
        assertThat(down.at("/windows/0/machines/0/mode").asText()).isEqualTo("DOWN");
        assertThat(doors.put("/boreas/v1/maintenance", "{\"windows\": []}")
                        .json()
                        .path("detail")
                        .asText())
                .startsWith("Machine 'one' is deactivated and cannot be removed from the schedule");
        assertThat(doors.post("/boreas/v1/maintenance/stop", machines).text()).isEqualTo("{\"windows\":[]}");
        assertThat(doors.put("/boreas/v1/maintenance", "{\"windows\": [{\"start\": \"soon\"}]}")
                        .status())
                .isEqualTo(400);
    }
}
