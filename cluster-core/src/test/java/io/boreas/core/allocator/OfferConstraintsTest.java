package io.boreas.core.allocator;

import static io.boreas.core.allocator.Cell.all;
import static io.boreas.core.allocator.Cell.role;
import static io.boreas.core.allocator.Cell.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.allocator.AttributeConstraint.Predicate;
import io.boreas.core.allocator.AttributeConstraint.Selector;
import io.boreas.core.allocator.OfferConstraints.Group;
import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which agents constraints let through. Source of the table: Mesos, {@code OfferConstraintsFilter}. */
class OfferConstraintsTest {
    private static final AllocatorAgent AGENT = agent("h1.example", "rack:r1;slots:8;ids:[1-3];rack:r2");

    static Stream<Arguments> predicates() {
        return Stream.of(
                Arguments.of("rack", new Predicate.Exists(), true),
                Arguments.of("none", new Predicate.Exists(), false),
                Arguments.of("rack", new Predicate.NotExists(), false),
                Arguments.of("none", new Predicate.NotExists(), true),
                Arguments.of("rack", new Predicate.TextEquals("r1"), true),
                Arguments.of("rack", new Predicate.TextEquals("r"), false),
                Arguments.of("none", new Predicate.TextEquals("r1"), false),
                Arguments.of("rack", new Predicate.TextNotEquals("r1"), false),
                Arguments.of("rack", new Predicate.TextNotEquals("r9"), true),
                Arguments.of("none", new Predicate.TextNotEquals("r1"), true),
                Arguments.of("rack", new Predicate.TextMatches("r[0-9]"), true),
                Arguments.of("rack", new Predicate.TextMatches("r"), false),
                Arguments.of("none", new Predicate.TextMatches(".*"), false),
                Arguments.of("rack", new Predicate.TextNotMatches("r[0-9]"), false),
                Arguments.of("rack", new Predicate.TextNotMatches("r"), true),
                Arguments.of("none", new Predicate.TextNotMatches(".*"), true),
                // Of what is not understood it cannot be said that an agent meets it.
                Arguments.of("rack", new Predicate.TextMatches("("), false),
                Arguments.of("rack", new Predicate.TextNotMatches("("), false),
                // What is no text passes whatever is said of texts.
                Arguments.of("slots", new Predicate.Exists(), true),
                Arguments.of("slots", new Predicate.TextEquals("9"), true),
                Arguments.of("slots", new Predicate.TextNotEquals("8"), true),
                Arguments.of("ids", new Predicate.TextMatches("x"), true),
                Arguments.of("ids", new Predicate.TextNotMatches(".*"), true));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("predicates")
    void anAttributeIsOrIsNotAsItShouldBe(String name, Predicate predicate, boolean admits) {
        assertThat(admits(AGENT, new Group(List.of(on(new Selector.Named(name), predicate)))))
                .isEqualTo(admits);
    }

    @Test
    void hostAndPlaceAreLookedAtLikeAttributes() {
        var host = new Selector.Host();
        assertThat(admits(AGENT, group(host, new Predicate.TextMatches("h[0-9]\\.example"))))
                .isTrue();
        assertThat(admits(AGENT, group(host, new Predicate.TextEquals("h2.example"))))
                .isFalse();
        var inEurope = Cell.withDefaults().inRegion("near", "cpus:4", "eu");
        assertThat(admits(inEurope, group(new Selector.Region(), new Predicate.TextEquals("eu"))))
                .isTrue();
        assertThat(admits(inEurope, group(new Selector.Zone(), new Predicate.TextMatches("eu-[12]"))))
                .isTrue();
        assertThat(admits(inEurope, group(new Selector.Zone(), new Predicate.TextNotEquals("eu-1"))))
                .isFalse();
        for (var nowhere : List.of(new Selector.Region(), new Selector.Zone())) {
            assertThat(admits(AGENT, group(nowhere, new Predicate.Exists()))).isFalse();
            assertThat(admits(AGENT, group(nowhere, new Predicate.TextNotEquals("eu"))))
                    .isTrue();
        }
    }

    @Test
    void allOfAGroupMustHoldAndOneGroupIsEnough() {
        var here = on(new Selector.Named("rack"), new Predicate.TextEquals("r1"));
        var elsewhere = on(new Selector.Named("rack"), new Predicate.TextEquals("r9"));
        assertThat(admits(AGENT, new Group(List.of(here, elsewhere)))).isFalse();
        assertThat(admits(AGENT, new Group(List.of(elsewhere)), new Group(List.of(here))))
                .isTrue();
    }

    @Test
    void aRoleThatIsNotNamedWantsEveryAgent() {
        var cell = Cell.withDefaults();
        cell.agent(AGENT);
        var never = group(new Selector.Named("none"), new Predicate.Exists());
        cell.allocator.upsertFramework(terms("f1", "a", "b").constrained(constraints(never)));

        assertThat(cell.round()).extracting(Grant::role).containsExactly(role("b"));
    }

    @Test
    void otherConstraintsMayBeWorthOffersAtOnce() {
        var cell = Cell.withDefaults();
        cell.agent(AGENT);
        var constrained = terms("f1", "a")
                .constrained(constraints(group(new Selector.Named("rack"), new Predicate.TextEquals("r9"))));
        cell.allocator.upsertFramework(constrained);
        assertThat(cell.round()).isEmpty();

        cell.allocator.upsertFramework(constrained.constrained(
                constraints(group(new Selector.Named("rack"), new Predicate.TextEquals("r1")))));
        assertThat(cell.round()).hasSize(1);
    }

    private static boolean admits(AllocatorAgent agent, Group... groups) {
        return ConstraintFilter.of(Optional.of(constraints(groups)), Cell.PATTERNS)
                .admits(role("a"), agent);
    }

    private static OfferConstraints constraints(Group... groups) {
        return new OfferConstraints(new TreeMap<>(Map.of(role("a"), List.of(groups))));
    }

    private static Group group(Selector selector, Predicate predicate) {
        return new Group(List.of(on(selector, predicate)));
    }

    private static AttributeConstraint on(Selector selector, Predicate predicate) {
        return new AttributeConstraint(selector, predicate);
    }

    private static AllocatorAgent agent(String host, String attributes) {
        var resources = all("cpus:4;mem:64");
        return new AllocatorAgent(
                new AgentId("h1"),
                host,
                Optional.empty(),
                Optional.empty(),
                Attributes.parse(attributes),
                resources,
                resources,
                true,
                1);
    }
}
