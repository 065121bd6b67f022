package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.Await;
import io.boreas.testcluster.cell.LocalCell;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Frameworks say which agents they want, and are asked to leave some: a whole cell in a JVM that is killed meanwhile. */
final class WantedAgentsTest {
    private static final FrameworkText PICKY =
            FrameworkText.named("picky").id("picky").roles("picky").capabilities("MULTI_ROLE");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void constraintsHoldAfterTheMasterWasKilledAndUntilTheFrameworkSaysOthers() {
        try (var cell = LocalCell.in(root, "--resources", "cpus:4;mem:4096;disk:4096", "--attributes", "rack:r1")
                        .start();
                var scheduler = new SchedulerClient(cell.client().url(), PICKY);
                var other = new SchedulerClient(cell.client().url(), FrameworkText.named("other"))) {
            var elsewhere = rack("text_equals", "value", "r2");
            scheduler.constraints(elsewhere);
            scheduler.subscribe();
            other.subscribe();
            // Who wants any agent gets this one, so that it was not for want of looking.
            assertThat(other.decline(other.heard().takeOffer(any -> true), 3_600)
                            .status())
                    .isEqualTo(202);
            var kept = constraints(cell);
            assertThat(kept).isEqualTo(Json.read("{\"role_constraints\":" + elsewhere + "}"));

            cell.kill();
            cell.start();
            assertThat(constraints(cell)).isEqualTo(kept);
            scheduler.moveTo(cell.client().url());
            other.moveTo(cell.client().url());
            scheduler.awaitSubscribed();
            other.awaitSubscribed();
            other.decline(other.heard().takeOffer(any -> true), 3_600);
            assertThat(scheduler.heard().events("OFFERS", 0)).isEmpty();

            scheduler.constraints(rack("text_matches", "regex", "(((a{1000}){1000}){1000}){1000}"));
            var refused = scheduler.update(PICKY);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text())
                    .startsWith("Offer constraints are not valid: ")
                    .contains("too complex");
            scheduler.constraints(rack("text_matches", "regex", "r[0-9]+"));
            assertThat(scheduler.update(PICKY).status()).isEqualTo(200);
            scheduler.heard().takeOffer(offer -> offer.scalar("cpus") >= 4);
        }
    }

    @Test
    void aFrameworkIsOfferedWhatIsWorthItAlsoAfterAFailover() {
        var large = FrameworkText.named("large").id("large").worthwhile(Map.of("cpus", 6.0));
        try (var cell = LocalCell.in(root, "--resources", "cpus:4;mem:1024;disk:1024")
                        .start();
                var scheduler = new SchedulerClient(cell.client().url(), large);
                var other = new SchedulerClient(cell.client().url(), FrameworkText.named("other"))) {
            scheduler.subscribe();
            other.subscribe();
            other.decline(other.heard().takeOffer(any -> true), 3_600);

            cell.kill();
            cell.start();
            scheduler.moveTo(cell.client().url());
            other.moveTo(cell.client().url());
            scheduler.awaitSubscribed();
            other.awaitSubscribed();
            other.decline(other.heard().takeOffer(any -> true), 3_600);
            assertThat(scheduler.heard().events("OFFERS", 0)).isEmpty();

            assertThat(scheduler.update(large.worthwhile(Map.of("cpus", 4.0))).status())
                    .isEqualTo(200);
            scheduler.heard().takeOffer(offer -> offer.scalar("cpus") >= 4);
        }
    }

    @Test
    void aFrameworkIsAskedToLeaveAndItsAnswerIsShownUntilTheMasterForgetsIt() {
        try (var cell = LocalCell.in(root, "--resources", "cpus:1;mem:1024;disk:1024")
                        .start();
                var scheduler = new SchedulerClient(cell.client().url(), FrameworkText.named("leaves"))) {
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> true);
            scheduler.launch(offer, TaskText.command("stays", "exec sleep 600"));
            scheduler.heard().awaitUpdate("stays", "TASK_RUNNING");
            var machine = "{\"hostname\":\"" + offer.json().path("hostname").asText() + "\"}";
            var schedule = "{\"windows\":[{\"machine_ids\":[" + machine
                    + "],\"unavailability\":{\"start\":{\"nanoseconds\":1893553445000000000}}}]}";
            assertThat(cell.client().post("/maintenance/schedule", schedule).status())
                    .isEqualTo(200);

            var asked = inverseOffer(scheduler, 0);
            assertThat(asked.path("agent_id").path("value").asText()).isEqualTo(offer.agent());
            assertThat(asked.at("/unavailability/start/nanoseconds").asLong()).isEqualTo(1_893_553_445_000_000_000L);
            assertThat(scheduler.acceptInverseOffer(id(asked)).status()).isEqualTo(202);
            var status = Await.until("its answer is shown", Await.DEADLINE, () -> Optional.of(statuses(cell))
                    .filter(some -> !some.isEmpty()));
            assertThat(status.at("/0/status").asText()).isEqualTo("ACCEPT");
            assertThat(status.at("/0/framework_id/value").asText()).isEqualTo(scheduler.id());

            cell.kill();
            int from = scheduler.heard().size();
            cell.start();
            scheduler.moveTo(cell.client().url());
            scheduler.awaitSubscribed();
            var again = inverseOffer(scheduler, from);
            assertThat(id(again)).isNotEqualTo(id(asked));
            assertThat(statuses(cell)).isEmpty();
            assertThat(cell.client().post("/maintenance/schedule", "{}").status())
                    .isEqualTo(200);
            var rescinded = Await.until(
                    "it need not leave",
                    Await.DEADLINE,
                    () -> scheduler.heard().events("RESCIND_INVERSE_OFFER", from).stream()
                            .findFirst());
            assertThat(rescinded
                            .at("/rescind_inverse_offer/inverse_offer_id/value")
                            .asText())
                    .isEqualTo(id(again));
            scheduler.teardown();
        }
    }

    private static String rack(String predicate, String of, String text) {
        return "{\"picky\":{\"groups\":[{\"attribute_constraints\":[{\"selector\":{\"attribute_name\":\"rack\"},"
                + "\"predicate\":{\"" + predicate + "\":{\"" + of + "\":\"" + text + "\"}}}]}]}}";
    }

    private static JsonNode constraints(LocalCell cell) {
        for (var framework : cell.client().get("/frameworks").json().path("frameworks")) {
            if (framework.path("id").asText().equals("picky")) {
                return framework.path("offer_constraints");
            }
        }
        throw new AssertionError("the framework is not there");
    }

    private static JsonNode inverseOffer(SchedulerClient scheduler, int from) {
        return Await.until(
                        "it is asked to leave",
                        Await.DEADLINE,
                        () -> scheduler.heard().events("INVERSE_OFFERS", from).stream()
                                .findFirst())
                .at("/inverse_offers/inverse_offers/0");
    }

    private static String id(JsonNode inverseOffer) {
        return inverseOffer.path("id").path("value").asText();
    }

    private static JsonNode statuses(LocalCell cell) {
        return cell.client().get("/maintenance/status").json().at("/draining_machines/0/statuses");
    }
}
