package io.boreas.core.framework;

import static io.boreas.core.framework.FrameworkRun.AGENT;
import static io.boreas.core.framework.FrameworkRun.ID;
import static io.boreas.core.framework.FrameworkRun.NOW;
import static io.boreas.core.framework.FrameworkRun.notice;
import static io.boreas.core.framework.FrameworkRun.run;
import static io.boreas.core.framework.FrameworkRun.staging;
import static io.boreas.core.framework.FrameworkRun.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.allocator.AttributeConstraint;
import io.boreas.core.allocator.AttributeConstraint.Predicate;
import io.boreas.core.allocator.OfferConstraints;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FrameworkSubscriptionTest {
    @Test
    void anyIdNobodyUsedIsAccepted() {
        var run = new FrameworkRun();

        assertThat(run.tell(new FrameworkCommand.Subscribe(wish(0), false, "s1")))
                .isEqualTo(new FrameworkReply.Subscribed(ID, 1, Optional.empty()));

        assertThat(run.framework().phase()).isEqualTo(Phase.CONNECTED);
        assertThat(run.framework().info().orElseThrow().roles()).containsExactly(new Role("web"), new Role("web/eu"));
    }

    @Test
    void aSecondSubscriptionWithoutForceIsRefusedWhileTheFirstStands() {
        var run = FrameworkRun.subscribed();

        assertThat(run.tell(new FrameworkCommand.Subscribe(wish(10), false, "s2")))
                .isInstanceOf(FrameworkReply.Refused.class);

        assertThat(run.framework().streamId()).isEqualTo("s1");
    }

    @Test
    void aForcedSubscriptionMakesTheOlderStreamStale() {
        var run = FrameworkRun.subscribed();

        assertThat(run.tell(new FrameworkCommand.Subscribe(wish(10), true, "s2")))
                .isEqualTo(new FrameworkReply.Subscribed(ID, 2, Optional.of("s1")));

        var stale = new FrameworkReply.StaleStream(ID, "s1");
        assertThat(run.tell(new FrameworkCommand.Teardown("s1"))).isEqualTo(stale);
        assertThat(run.tell(new FrameworkCommand.Suppress("s1", new TreeSet<>())))
                .isEqualTo(stale);
        assertThat(run.tell(new FrameworkCommand.Update("s1", wish(1)))).isEqualTo(stale);
        assertThat(FrameworkMachine.refusal(run.framework(), "s1")).contains(stale);
        assertThat(FrameworkMachine.refusal(run.framework(), "s2")).isEmpty();
    }

    @Test
    void whatWasAskedForAlreadyDoesNotBringAnEndedSubscriptionBack() {
        var run = FrameworkRun.subscribed();
        var first = new FrameworkCommand.Subscribe(wish(10), true, "s1");

        assertThat(run.repeat(first)).isEqualTo(new FrameworkReply.Subscribed(ID, 1, Optional.empty()));
        run.tell(new FrameworkCommand.Subscribe(wish(10), true, "s2"));
        assertThat(run.repeat(first)).isEqualTo(new FrameworkReply.Refused(FrameworkMachine.FAILED_OVER));
        run.tell(new FrameworkCommand.Disconnect("s2"));
        assertThat(run.repeat(first)).isEqualTo(new FrameworkReply.Refused("its stream has ended"));
        run.tell(new FrameworkCommand.TeardownByOperator());
        assertThat(run.repeat(first)).isEqualTo(new FrameworkReply.Refused(FrameworkMachine.REMOVED));
    }

    @Test
    void theEndOfAReplacedConnectionIsNoNews() {
        var run = FrameworkRun.subscribed();
        run.tell(new FrameworkCommand.Subscribe(wish(10), true, "s2"));

        run.tell(new FrameworkCommand.Disconnect("s1"));

        assertThat(run.framework().phase()).isEqualTo(Phase.CONNECTED);
    }

    @Test
    void aDisconnectedFrameworkIsNotHeardAndKeepsItsTasksUntilTheTimeout() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging(), notice(2, TaskState.RUNNING));
        run.tell(new FrameworkCommand.Disconnect("s1"));

        assertThat(FrameworkMachine.refusal(run.framework(), "s1")).contains(new FrameworkReply.NotConnected(ID));
        assertThat(FrameworkMachine.nextTick(run.framework())).contains(NOW.plusSeconds(10));
        assertThat(run.updates()).isEmpty();
        run.now = NOW.plusMillis(9_999);
        run.tell(new FrameworkCommand.Tick());
        assertThat(run.framework().phase()).isEqualTo(Phase.DISCONNECTED);

        run.tell(new FrameworkCommand.Subscribe(wish(10), false, "s2"));

        assertThat(run.framework().failoverAt()).isEqualTo(Instant.EPOCH);
        assertThat(run.updates()).extracting(update -> update.status().state()).containsExactly(TaskState.RUNNING);
    }

    @Test
    void aFrameworkThatDoesNotReturnInTimeIsOver() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging());
        run.tell(new FrameworkCommand.Disconnect("s1"));
        run.now = NOW.plusSeconds(10);

        assertThat(run.tell(new FrameworkCommand.Tick())).isEqualTo(new FrameworkReply.Removed(Optional.empty()));

        assertThat(run.framework().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(run.owed()).containsExactly(new FrameworkEffect.RemoveOn(AGENT, ID));
        var last = run.framework().lastEnded(run(1).task()).orElseThrow().latest();
        assertThat(last.state()).isEqualTo(TaskState.KILLED);
        assertThat(last.reason()).isEqualTo(TaskReason.FRAMEWORK_REMOVED);
    }

    @Test
    void itIsOverAtTheTimeoutEvenIfItSubscribesBeforeAnyoneLooked() {
        var run = FrameworkRun.subscribed();
        run.tell(new FrameworkCommand.Disconnect("s1"));
        run.now = NOW.plusSeconds(11);

        assertThat(run.tell(new FrameworkCommand.Subscribe(wish(10), true, "s2")))
                .isEqualTo(new FrameworkReply.Refused(FrameworkMachine.REMOVED));
    }

    @Test
    void withoutAFailoverTimeoutADisconnectionEndsIt() {
        var run = new FrameworkRun();
        run.tell(new FrameworkCommand.Subscribe(wish(0), true, "s1"));

        assertThat(run.tell(new FrameworkCommand.Disconnect("s1"))).isInstanceOf(FrameworkReply.Removed.class);

        assertThat(run.framework().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void theIdOfACompletedFrameworkCannotBeUsedAgain() {
        var run = FrameworkRun.subscribed();

        assertThat(run.tell(new FrameworkCommand.Teardown("s1")))
                .isEqualTo(new FrameworkReply.Removed(Optional.of("s1")));
        assertThat(run.tell(new FrameworkCommand.Subscribe(wish(10), true, "s2")))
                .isEqualTo(new FrameworkReply.Refused("Framework has been removed"));
        assertThat(run.tell(new FrameworkCommand.TeardownByOperator()))
                .isEqualTo(new FrameworkReply.UnknownFramework(ID));
    }

    @Test
    void aCompletedFrameworkIsForgottenOnlyWhenNothingIsOwed() {
        var run = FrameworkRun.subscribed();
        run.hear(run(1), staging());
        run.tell(new FrameworkCommand.TeardownByOperator());
        run.tell(new FrameworkCommand.Forget());
        assertThat(run.framework().phase()).isEqualTo(Phase.COMPLETED);

        run.tell(new FrameworkCommand.RemovalsTaken(List.of(AGENT)));
        run.tell(new FrameworkCommand.Forget());

        assertThat(new FrameworkMachine().isVacant(run.framework())).isTrue();
        assertThat(run.replayed()).isEqualTo(run.framework());
    }

    @Test
    void anAgentThatSpeaksOfACompletedFrameworksTaskIsToldToRemoveIt() {
        var run = FrameworkRun.subscribed();
        run.tell(new FrameworkCommand.Teardown("s1"));
        assertThat(run.owed()).isEmpty();

        var reply = run.hear(run(1), staging(), notice(2, TaskState.RUNNING));

        assertThat(reply).isInstanceOfSatisfying(FrameworkReply.Heard.class, heard -> assertThat(
                        heard.acks().getFirst().sequence())
                .isEqualTo(2));
        assertThat(run.owed()).containsExactly(new FrameworkEffect.RemoveOn(AGENT, ID));
    }

    @Test
    void principalUserAndCheckpointNeverChange() {
        var run = FrameworkRun.subscribed();
        var before = run.framework();
        var other = new FrameworkWish(
                "test",
                "nobody",
                Optional.of("alice"),
                true,
                10,
                Optional.empty(),
                List.of("web"),
                new TreeSet<>(Set.of(Capability.MULTI_ROLE)),
                List.of(),
                Payload.NONE);

        var refused = new FrameworkReply.Refused("Updating 'FrameworkInfo.user' is unsupported");
        assertThat(run.tell(new FrameworkCommand.Update("s1", other))).isEqualTo(refused);
        assertThat(run.tell(new FrameworkCommand.Subscribe(other, true, "s2"))).isEqualTo(refused);

        assertThat(run.framework()).isEqualTo(before);
    }

    @Test
    void anUpdateReplacesRolesCapabilitiesAndSuppression() {
        var run = FrameworkRun.subscribed();
        var more = new FrameworkWish(
                "other name",
                "root",
                Optional.of("alice"),
                true,
                60,
                Optional.empty(),
                List.of("db"),
                new TreeSet<>(Set.of(Capability.MULTI_ROLE, Capability.PARTITION_AWARE)),
                List.of("db"),
                Payload.NONE);

        assertThat(run.tell(new FrameworkCommand.Update("s1", more))).isEqualTo(FrameworkReply.Done.DONE);

        assertThat(run.framework().info().orElseThrow().roles()).containsExactly(new Role("db"));
        assertThat(run.framework().suppressed()).containsExactly(new Role("db"));
        assertThat(run.framework().isPartitionAware()).isTrue();
    }

    @Test
    void suppressAndReviveGoByRoleAndMeanAllIfNoneIsNamed() {
        var run = FrameworkRun.subscribed();
        var eu = new Role("web/eu");

        run.tell(new FrameworkCommand.Suppress("s1", new TreeSet<>(Set.of(eu))));
        assertThat(run.framework().suppressed()).containsExactly(eu);
        run.tell(new FrameworkCommand.Suppress("s1", new TreeSet<>()));
        assertThat(run.framework().suppressed()).containsExactly(new Role("web"), eu);
        run.tell(new FrameworkCommand.Revive("s1", new TreeSet<>(Set.of(new Role("web")))));
        assertThat(run.framework().suppressed()).containsExactly(eu);
        run.tell(new FrameworkCommand.Revive("s1", new TreeSet<>()));
        assertThat(run.framework().suppressed()).isEmpty();
        assertThat(run.tell(new FrameworkCommand.Revive("s1", new TreeSet<>(Set.of(new Role("db"))))))
                .isInstanceOf(FrameworkReply.Refused.class);
    }

    @Test
    void rolesAreToldInTheFieldOfTheirCapability() {
        var single = new FrameworkWish(
                "test",
                "root",
                Optional.empty(),
                false,
                0,
                Optional.empty(),
                List.of(),
                new TreeSet<>(),
                List.of(),
                Payload.NONE);
        assertThat(FrameworkCheck.of(single)).isInstanceOfSatisfying(FrameworkCheck.Good.class, good -> assertThat(
                        good.info().roles())
                .containsExactly(Role.STAR));
        assertThat(bad(Optional.of("web"), List.of(), 0, Capability.MULTI_ROLE)).contains("FrameworkInfo.role'");
        assertThat(bad(Optional.empty(), List.of("web"), 0)).contains("FrameworkInfo.roles'");
        assertThat(bad(Optional.empty(), List.of("web", "web"), 0, Capability.MULTI_ROLE))
                .contains("duplicate");
        assertThat(bad(Optional.empty(), List.of("/web"), 0, Capability.MULTI_ROLE))
                .contains("invalid role");
        assertThat(bad(Optional.empty(), List.of(), -1)).contains("failover_timeout");
        assertThat(bad(Optional.empty(), List.of(), Double.NaN)).contains("failover_timeout");
    }

    @Test
    void aSuppressedRoleMustBeOneOfItsRoles() {
        var wish = new FrameworkWish(
                "test",
                "root",
                Optional.empty(),
                false,
                0,
                Optional.of("web"),
                List.of(),
                new TreeSet<>(),
                List.of("db"),
                Payload.NONE);

        assertThat(FrameworkCheck.of(wish))
                .isEqualTo(new FrameworkCheck.Bad("Suppressed role 'db' is not contained in the list of roles"));
    }

    @Test
    void constraintsAreForItsOwnRolesAndKeptUntilItSaysOthers() {
        var groups = List.of(new OfferConstraints.Group(List.of(
                new AttributeConstraint(new AttributeConstraint.Selector.Host(), new Predicate.TextMatches("h.*")))));
        var run = FrameworkRun.subscribed();
        var wish = FrameworkRun.wish(10);

        var foreign = wish.constrained(new TreeMap<>(Map.of("db", groups)), "its regex is none");
        assertThat(run.tell(new FrameworkCommand.Update("s1", foreign)))
                .isEqualTo(
                        new FrameworkReply.Refused(
                                "Offer constraints specify `role_constraints` for a role 'db' not contained in the set of roles"));
        var faulty = wish.constrained(new TreeMap<>(Map.of("web", groups)), "its regex is none");
        assertThat(run.tell(new FrameworkCommand.Update("s1", faulty)))
                .isEqualTo(new FrameworkReply.Refused("Offer constraints are not valid: its regex is none"));
        assertThat(constraints(run)).isEmpty();

        var good = wish.constrained(new TreeMap<>(Map.of("web", groups)), "");
        assertThat(run.tell(new FrameworkCommand.Update("s1", good))).isEqualTo(FrameworkReply.Done.DONE);
        run.tell(new FrameworkCommand.Suppress("s1", new TreeSet<>()));
        assertThat(constraints(run).orElseThrow().byRole()).containsExactly(Map.entry(new Role("web"), groups));
        run.tell(new FrameworkCommand.Subscribe(wish, true, "s2"));
        assertThat(constraints(run)).as("it named none").isEmpty();
    }

    private static Optional<OfferConstraints> constraints(FrameworkRun run) {
        return run.framework().info().orElseThrow().constraints();
    }

    private static String bad(Optional<String> role, List<String> roles, double failover, Capability... has) {
        var wish = new FrameworkWish(
                "test",
                "root",
                Optional.empty(),
                false,
                failover,
                role,
                roles,
                new TreeSet<>(List.of(has)),
                List.of(),
                Payload.NONE);
        return ((FrameworkCheck.Bad) FrameworkCheck.of(wish)).message();
    }
}
