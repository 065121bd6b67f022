package io.boreas.actors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.membership.Formation.Intent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormationTest {
    private static final List<String> MASTERS = List.of("a", "b", "c");

    private static Formation of(String self) {
        return new Formation(self, MASTERS);
    }

    private static Intent under(String first) {
        return new Intent(Optional.of(first), false);
    }

    private static Intent member(String first) {
        return new Intent(Optional.of(first), true);
    }

    @Test
    void whoSeesTheSameMastersLetsTheSameOneBegin() {
        for (var self : List.of("b", "c")) {
            assertThat(of(self).order(Set.of("b", "c"), Map.of())).containsExactly("b", "c", "a");
        }
        for (var self : MASTERS) {
            assertThat(of(self).order(Set.copyOf(MASTERS), Map.of())).containsExactly("a", "b", "c");
        }
    }

    @Test
    void whoComesAMomentLaterGoesByWhatTheOthersHaveChosen() {
        var others = Map.of("b", under("b"), "c", under("b"));
        assertThat(of("a").order(Set.copyOf(MASTERS), others)).containsExactly("b", "a", "c");
    }

    @Test
    void whoeverOthersWaitForBegins() {
        assertThat(of("b").order(Set.copyOf(MASTERS), Map.of("c", under("b"), "a", Intent.NONE)))
                .first()
                .isEqualTo("b");
    }

    @Test
    void aMasterThatIsStartedAgainBeginsNothingBesideACellThatWorks() {
        // The cell once began under this very master.
        var others = Map.of("b", member("a"), "c", member("a"));
        assertThat(of("a").order(Set.copyOf(MASTERS), others)).first().isEqualTo("b");
    }

    @Test
    void nobodyWaitsForOneThatIsNotThere() {
        assertThat(of("b").order(Set.of("b", "c"), Map.of("c", under("a"))))
                .first()
                .isEqualTo("b");
    }

    @Test
    void aCellWithoutThisMasterIsElsewhereOnceThisOneIsAMemberOfAnother() {
        var others = Map.of("b", member("b"), "c", member("b"));
        assertThat(of("a").isElsewhere(Set.of("a"), others)).isTrue();
        assertThat(of("a").isElsewhere(Set.of("a", "b", "c"), others)).isFalse();
        assertThat(of("a").isElsewhere(Set.of("a", "b"), others))
                .as("it hears of c later")
                .isFalse();
        assertThat(of("a").isElsewhere(Set.of(), others))
                .as("it waits to be welcomed")
                .isFalse();
        assertThat(of("a").isElsewhere(Set.of("a"), Map.of("b", under("b")))).isFalse();
    }
}
