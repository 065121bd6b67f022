package io.boreas.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResourcesLawsTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void takingAwayWhatWasAddedGivesBackWhatWas(long seed) {
        var pair = ResourceGen.seeded(seed).disjoint();
        var a = pair.getFirst();
        var b = pair.getLast();
        var sum = a.plus(b);
        assertThat(sum.contains(a)).isTrue();
        assertThat(sum.contains(b)).isTrue();
        assertThat(sum.minus(b)).isEqualTo(a).hasSameHashCodeAs(a).isEqualByComparingTo(a);
        assertThat(sum.minus(a)).isEqualTo(b);
        assertThat(sum.minus(sum)).isEqualTo(Resources.empty());
        assertThat(sum.minus(sum).isEmpty()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void additionIsCommutativeAndAssociative(long seed) {
        var gen = ResourceGen.seeded(seed);
        var a = gen.resources();
        var b = gen.resources();
        var c = gen.resources();
        assertThat(a.plus(b)).isEqualTo(b.plus(a)).hasSameHashCodeAs(b.plus(a));
        assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
        assertThat(a.plus(Resources.empty())).isEqualTo(a);
        assertThat(Resources.empty().plus(a)).isEqualTo(a);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void orderOfMakingDoesNotMatter(long seed) {
        var gen = ResourceGen.seeded(seed);
        var parts = gen.gen().list(0, 10, gen::resource);
        var atOnce = Resources.of(parts);
        var oneByOne = Resources.empty();
        for (Resource part : gen.gen().shuffled(parts)) {
            oneByOne = oneByOne.plus(Resources.of(part));
        }
        assertThat(oneByOne).isEqualTo(atOnce).hasSameHashCodeAs(atOnce).isEqualByComparingTo(atOnce);
        assertThat(oneByOne.toList()).isEqualTo(atOnce.toList()).isSorted();
        assertThat(Resources.of(atOnce.toList())).isEqualTo(atOnce);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void containmentIsAnOrder(long seed) {
        var gen = ResourceGen.seeded(seed);
        var small = gen.resources();
        var middle = small.plus(gen.resources());
        var large = middle.plus(gen.resources());
        assertThat(small.contains(small)).isTrue();
        assertThat(small.contains(Resources.empty())).isTrue();
        assertThat(middle.contains(small)).isTrue();
        assertThat(large.contains(middle)).isTrue();
        assertThat(large.contains(small)).isTrue();
        assertThat(small.contains(large)).isEqualTo(small.equals(large));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void onlyWhatIsContainedCanBeTakenAway(long seed) {
        var gen = ResourceGen.seeded(seed);
        var a = gen.resources();
        var b = gen.resources();
        assertThat(a.minusIfContained(b).isPresent()).isEqualTo(a.contains(b));
        if (a.contains(b)) {
            assertThat(a.minus(b).plus(b)).isEqualTo(a);
        } else {
            assertThatThrownBy(() -> a.minus(b))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not contain");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void aLedgerNeverGoesBelowNothing(long seed) {
        var gen = ResourceGen.seeded(seed);
        var total = gen.resources().plus(gen.resources());
        var free = total;
        var held = new ArrayList<Resources>();
        for (int step = 0; step < 40; step++) {
            if (gen.gen().flip()) {
                var wanted = Resources.of(gen.gen().some(free.toList()));
                free = free.minus(wanted);
                held.add(wanted);
            } else if (!held.isEmpty()) {
                free = free.plus(held.removeLast());
            }
            assertThat(held.stream().reduce(free, Resources::plus)).isEqualTo(total);
            assertThat(free.toList()).noneMatch(r -> r.value().isEmpty());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void filtersCutASumInTwo(long seed) {
        var all = ResourceGen.seeded(seed).resources();
        assertThat(all.reserved().plus(all.unreserved())).isEqualTo(all);
        assertThat(all.revocable().plus(all.nonRevocable())).isEqualTo(all);
        assertThat(all.shared().plus(all.filter(r -> !r.terms().shared()))).isEqualTo(all);
        assertThat(all.reservations().values().stream().reduce(all.unreserved(), Resources::plus))
                .isEqualTo(all);
        assertThat(all.reservations().keySet()).allSatisfy(role -> assertThat(all.reservedTo(role))
                .isEqualTo(all.reservations().get(role)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void allocationAndReservationComeOffAsTheyWentOn(long seed) {
        var all = ResourceGen.seeded(seed).resources().unallocate();
        var role = new Role("web");
        assertThat(all.allocate(role).unallocate()).isEqualTo(all);
        assertThat(all.allocate(role).allocations())
                .isEqualTo(all.isEmpty() ? Map.of() : Map.of(role, all.allocate(role)));
        var unreserved = all.toUnreserved();
        assertThat(unreserved.push(Reservation.dynamic(role)).pop()).isEqualTo(unreserved);
        assertThat(unreserved.push(Reservation.dynamic(role)).reservedTo(role).toUnreserved())
                .isEqualTo(unreserved);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void orderAgreesWithEquality(long seed) {
        var gen = ResourceGen.seeded(seed);
        List<Resources> sums = gen.gen().list(3, 3, gen::resources);
        for (var a : sums) {
            for (var b : sums) {
                assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
                assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
            }
        }
    }
}
