package io.boreas.actors.guardian;

import com.typesafe.config.Config;
import io.boreas.actors.agent.AgentGroup;
import io.boreas.actors.allocator.AllocatorActor;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroup;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.EventFeed;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.actors.group.Authority;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.RollCall;
import io.boreas.actors.job.JobGroup;
import io.boreas.actors.link.LinkServer;
import io.boreas.actors.membership.MajorityLease;
import io.boreas.actors.membership.MasterTls;
import io.boreas.actors.membership.Peers;
import io.boreas.actors.membership.TakeOver;
import io.boreas.actors.planner.PlannerActor;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.registry.RegistryGroup;
import io.boreas.actors.time.Clocks;
import io.boreas.config.tls.Tls;
import io.boreas.core.job.JobMachine;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SingletonActor;

/** One master: its actor system, its share of the groups, perhaps the planner, and the port that agents dial. */
public final class Master implements AutoCloseable {
    private static final String NAME = "boreas";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    /** A group that was moved in order starts with the first message to it, and its agents and schedulers may have nothing to say. */
    private static final Duration WAKE_INTERVAL = Duration.ofMillis(500);

    /**
     * When groups are woken and questions asked again after a master came or went: at once, and a few times more, because where groups
     * are is known a moment later than who is a member, and until then everything goes to where they were.
     */
    private static final List<Duration> SETTLING = List.of(
            Duration.ZERO,
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofMillis(1_500),
            Duration.ofMillis(4_000));

    private final ActorSystem<Void> system;
    private final LinkServer links;
    private final Cell cell;
    private final Frameworks frameworks;
    private final Optional<Tls> tls;

    private Master(ActorSystem<Void> system, LinkServer links, Cell cell, Frameworks frameworks, Optional<Tls> tls) {
        this.system = system;
        this.links = links;
        this.cell = cell;
        this.frameworks = frameworks;
        this.tls = tls;
    }

    /**
     * Starts a master: a cell by itself, or one of several. It takes part once a majority of them is there.
     *
     * @param config everything Pekko needs, the journal's plug-ins included
     * @param feed opens the journal's stream once the actor system is there
     * @param jitter a number from 0 to its argument, exclusive
     * @param id this master's, drawn at each start
     * @throws IllegalArgumentException if the certificate, the key, the authorities or the whitelist cannot be used
     * @throws IllegalStateException if the agents' port cannot be bound; everything that was started is stopped again
     */
    public static Master start(
            Config config,
            MasterSettings settings,
            LinkCodec codec,
            Function<ActorSystem<?>, EventFeed> feed,
            Clocks clocks,
            LongUnaryOperator jitter,
            String id,
            String version) {
        var tls = settings.tls().map(Tls::load);
        var whitelist = settings.allocator().whitelist().map(Whitelist::open);
        Supplier<Optional<SortedSet<String>>> listed = () -> whitelist.flatMap(Whitelist::hosts);
        var pekko = settings.cluster().over(config);
        ActorSystem<Void> system = tls.map(ends -> ActorSystem.<Void>create(
                        Behaviors.empty(), NAME, MasterTls.setup(ends, settings.cluster(), pekko)))
                .orElseGet(() -> ActorSystem.create(Behaviors.empty(), NAME, pekko));
        StuckStreams.endWith(system);
        try {
            var groups = new Groups(settings.groups().count());
            var rollCall = RollCall.start(system);
            groups.attach(rollCall);
            HandOver.before(system, rollCall);
            ActorRef<PlannerMessage> planner = ClusterSingleton.get(system)
                    .init(SingletonActor.of(
                            supervised(PlannerActor.create(groups, settings.planner(), listed, clocks)), "planner"));
            ActorRef<AllocatorMessage> allocator = ClusterSingleton.get(system)
                    .init(SingletonActor.of(
                            supervised(AllocatorActor.create(groups, planner, settings.allocator(), listed, clocks)),
                            "allocator"));
            var lease = MajorityLease.of(settings.cluster(), clocks.wall());
            var authority = settings.cluster().isAlone() ? Authority.SOLE : lease;
            shard(system, settings, planner, allocator, groups, clocks, authority, jitter);
            var links = LinkServer.bind(settings.link(), tls, codec, groups, system);
            system.scheduler()
                    .scheduleAtFixedRate(
                            Duration.ZERO, WAKE_INTERVAL, () -> wakeAll(groups), system.executionContext());
            var asking = new Asking(system, groups, authority, settings.askTimeout(), settings.inFlightMax());
            asking.start();
            if (settings.cluster().isAlone()) {
                var cluster = Cluster.get(system);
                cluster.manager().tell(Join.create(cluster.selfMember().address()));
            } else {
                Runnable settle = () -> {
                    wakeAll(groups);
                    asking.askAgain();
                };
                Runnable membersChanged = () -> {
                    for (var pause : SETTLING) {
                        system.scheduler().scheduleOnce(pause, settle, system.executionContext());
                    }
                };
                Peers.start(system, settings.cluster(), lease, membersChanged, clocks);
            }
            whitelist.ifPresent(file -> rereadNowAndThen(file, system));
            var info = new CellInfo(settings.cell(), id, version, clocks.now(), links.port(), settings.domain());
            var cell = new ClusterCell(
                    asking,
                    groups,
                    planner,
                    allocator,
                    feed.apply(system),
                    info,
                    new Masters(system, settings.cluster().masters()));
            return new Master(system, links, cell, new ClusterFrameworks(system, asking, groups), tls);
        } catch (RuntimeException e) {
            stop(system);
            throw e;
        }
    }

    /** Every master does, also while it does not lead: its list is then known when it does. */
    private static void rereadNowAndThen(Whitelist whitelist, ActorSystem<Void> system) {
        var blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        system.scheduler()
                .scheduleWithFixedDelay(
                        Whitelist.REREAD_INTERVAL, Whitelist.REREAD_INTERVAL, whitelist::reread, blocking);
    }

    /** A planner or allocator that fails begins anew, and asks the groups for everything. */
    private static <M> Behavior<M> supervised(Behavior<M> singleton) {
        return Behaviors.supervise(singleton)
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    private static void shard(
            ActorSystem<Void> system,
            MasterSettings settings,
            ActorRef<PlannerMessage> planner,
            ActorRef<AllocatorMessage> allocator,
            Groups groups,
            Clocks clocks,
            Authority authority,
            LongUnaryOperator jitter) {
        var machine = new JobMachine(settings.jobs());
        var agents = region(
                system,
                authority,
                GroupKind.AGENT,
                number -> AgentGroup.create(
                        number,
                        settings.groups(),
                        settings.agents(),
                        groups,
                        planner,
                        allocator,
                        clocks,
                        authority,
                        jitter));
        var jobs = region(
                system,
                authority,
                GroupKind.JOB,
                number -> JobGroup.create(number, settings.groups(), machine, groups, planner, clocks, authority));
        var frameworks = region(
                system,
                authority,
                GroupKind.FRAMEWORK,
                number -> FrameworkGroup.create(
                        number, settings.groups(), settings.frameworks(), groups, allocator, clocks, authority));
        var registry = region(
                system,
                authority,
                GroupKind.REGISTRY,
                number -> RegistryGroup.create(settings.groups(), groups, planner, allocator, clocks, authority));
        groups.attach(Map.of(
                GroupKind.AGENT, agents,
                GroupKind.JOB, jobs,
                GroupKind.FRAMEWORK, frameworks,
                GroupKind.REGISTRY, registry));
    }

    private static ActorRef<ShardingEnvelope<GroupMessage>> region(
            ActorSystem<Void> system,
            Authority authority,
            GroupKind kind,
            Function<Integer, Behavior<GroupMessage>> behavior) {
        return ClusterSharding.get(system)
                .init(Entity.of(
                                typeKey(kind),
                                entity -> TakeOver.of(authority, behavior.apply(Integer.valueOf(entity.getEntityId()))))
                        .withMessageExtractor(new OneGroupAShard())
                        .withStopMessage(GroupMessage.Stop.STOP));
    }

    static EntityTypeKey<GroupMessage> typeKey(GroupKind kind) {
        return EntityTypeKey.create(GroupMessage.class, kind.persistenceId(0).replaceAll("-.*", ""));
    }

    /** Each group is a shard of its own: groups move one by one. */
    private static final class OneGroupAShard
            extends ShardingMessageExtractor<ShardingEnvelope<GroupMessage>, GroupMessage> {
        @Override
        public String entityId(ShardingEnvelope<GroupMessage> envelope) {
            return envelope.entityId();
        }

        @Override
        public String shardId(String entityId) {
            return entityId;
        }

        @Override
        public GroupMessage unwrapMessage(ShardingEnvelope<GroupMessage> envelope) {
            return envelope.message();
        }
    }

    /** Groups owe things whether anybody asks them or not: each is woken at the start, and again should it have stopped. */
    private static void wakeAll(Groups groups) {
        for (var kind : GroupKind.values()) {
            for (int number = 0; number < kind.groups(groups.count()); number++) {
                groups.tell(kind, number, GroupMessage.Wake.WAKE);
            }
        }
    }

    public Cell cell() {
        return cell;
    }

    public Frameworks frameworks() {
        return frameworks;
    }

    public ActorSystem<Void> system() {
        return system;
    }

    /** How it shows who it is, for its doors; empty if it does not. */
    public Optional<Tls> tls() {
        return tls;
    }

    /** Whether singletons are at this master, as far as it knows. */
    public boolean isOldest() {
        var cluster = Cluster.get(system);
        return Masters.oldest(cluster.state())
                .filter(cluster.selfMember()::equals)
                .isPresent();
    }

    /** Whether it stops, or has stopped: because it was closed, or because it is no member of the cell. */
    public boolean isEnding() {
        return CoordinatedShutdown.get(system).getShutdownReason().isPresent();
    }

    /** Done when it has stopped: because it was closed, or because the others have given it up. */
    public CompletionStage<Done> whenStopped() {
        return system.getWhenTerminated();
    }

    /** Stops taking agents' messages, hands the groups over and stops. What was acknowledged is in the journal. */
    @Override
    public void close() {
        links.close();
        stop(system);
    }

    private static void stop(ActorSystem<Void> system) {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            system.log().error("the actor system did not stop within {}", STOP_TIMEOUT, e);
        }
    }
}
