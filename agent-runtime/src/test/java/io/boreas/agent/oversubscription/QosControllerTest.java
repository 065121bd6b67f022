package io.boreas.agent.oversubscription;

import static io.boreas.agent.oversubscription.Sketch.revocable;
import static io.boreas.agent.oversubscription.Sketch.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QosControllerTest {
    private static final Optional<Load> NOT_LOOKED_AT = Optional.empty();

    private final List<Holding> holdings = List.of(
            using("own", Resources.parse("cpus:1"), Duration.ofSeconds(1)),
            using("old", revocable("cpus:1"), Duration.ofHours(2)),
            using("mem", revocable("mem:64"), Duration.ofSeconds(1)),
            using("young", revocable("cpus:1"), Duration.ofMinutes(1)),
            using("youngest", revocable("cpus:1"), Duration.ofSeconds(30)));

    private static List<String> names(List<Correction> corrections) {
        return corrections.stream()
                .map(correction -> ((Holder.OfTask) correction.holder()).task())
                .map(TaskId::value)
                .toList();
    }

    private static Optional<Resources> given(String resources) {
        return Optional.of(revocable(resources));
    }

    @Test
    void theYoungestEndWhileMoreIsHeldThanIsGiven() {
        var qos = new QosController(new QosSettings(0, 0, true));

        assertThat(qos.correct(holdings, given("cpus:1.5;mem:64"), NOT_LOOKED_AT))
                .as("it may be over in a moment")
                .isEmpty();
        var corrections = qos.correct(holdings, given("cpus:1.5;mem:64"), NOT_LOOKED_AT);

        assertThat(names(corrections)).containsExactly("youngest", "young");
        assertThat(corrections.getFirst().why())
                .isEqualTo("its revocable resources are needed: those who hold some have 1.5 cpus more than there is");
    }

    @Test
    void aShortageThatIsOverCountsAnew() {
        var qos = new QosController(new QosSettings(0, 0, true));

        assertThat(qos.correct(holdings, given("cpus:2;mem:64"), NOT_LOOKED_AT)).isEmpty();
        assertThat(qos.correct(holdings, given("cpus:3;mem:64"), NOT_LOOKED_AT)).isEmpty();
        assertThat(qos.correct(holdings, given("cpus:2;mem:64"), NOT_LOOKED_AT)).isEmpty();
        assertThat(names(qos.correct(holdings, given("cpus:2;mem:64"), NOT_LOOKED_AT)))
                .containsExactly("youngest");
    }

    @Test
    void nobodyEndsWhileItCannotBeToldOrIsNotWanted() {
        var qos = new QosController(new QosSettings(0, 0, true));
        var lax = new QosController(new QosSettings(0, 0, false));

        for (int look = 0; look < 3; look++) {
            assertThat(qos.correct(holdings, Optional.empty(), NOT_LOOKED_AT)).isEmpty();
            assertThat(lax.correct(holdings, given(""), NOT_LOOKED_AT)).isEmpty();
        }
    }

    @Test
    void allEndWhenTheMachineHasTooMuchToDo() {
        var qos = new QosController(new QosSettings(8, 4, true));
        var enough = given("cpus:9;mem:1024");

        assertThat(qos.correct(holdings, enough, Optional.of(new Load(8, 4)))).isEmpty();
        assertThat(names(qos.correct(holdings, enough, Optional.of(new Load(8.1, 0)))))
                .containsExactly("old", "mem", "young", "youngest");
        assertThat(qos.correct(holdings, enough, Optional.of(new Load(0, 4.5))))
                .extracting(Correction::why)
                .containsOnly(
                        "its revocable resources are needed: the machine's load over 15 minutes is 4.5, more than 4.0");
    }

    @Test
    void theLoadIsReadAsTheKernelWritesIt() throws IOException {
        assertThat(Load.parse("0.20 0.18 0.12 1/80 11206\n")).isEqualTo(new Load(0.18, 0.12));
        assertThat(Load.now().five()).isNotNegative();
        assertThatThrownBy(() -> Load.parse("0.20\n")).isInstanceOf(IOException.class);
    }
}
