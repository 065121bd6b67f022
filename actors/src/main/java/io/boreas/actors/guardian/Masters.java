package io.boreas.actors.guardian;

import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.gateway.MasterView.Standing;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;

/** The masters of the cell as this one sees them. */
final class Masters {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final List<String> configured;

    /**
     * @param configured {@code host:port} of each; empty for a cell of one
     */
    Masters(ActorSystem<?> system, List<String> configured) {
        this.system = system;
        this.configured = configured;
    }

    /** All that are configured or members, by their addresses; regions that do not answer in time count no groups. */
    CompletionStage<List<MasterView>> all() {
        var hosted = new TreeMap<GroupKind, CompletableFuture<Map<Address, Integer>>>();
        for (var kind : GroupKind.values()) {
            hosted.put(kind, hosted(kind).toCompletableFuture());
        }
        return CompletableFuture.allOf(hosted.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> views(hosted));
    }

    private CompletionStage<Map<Address, Integer>> hosted(GroupKind kind) {
        return AskPattern.ask(
                        ClusterSharding.get(system).shardState(),
                        (ActorRef<ShardRegion.ClusterShardingStats> replyTo) ->
                                new GetClusterShardingStats(Master.typeKey(kind), TIMEOUT, replyTo),
                        TIMEOUT.plusSeconds(1),
                        system.scheduler())
                .thenApply(stats -> {
                    var groups = new HashMap<Address, Integer>();
                    stats.getRegions()
                            .forEach((address, region) ->
                                    groups.put(full(address), region.getStats().size()));
                    return (Map<Address, Integer>) groups;
                })
                .exceptionally(late -> Map.of());
    }

    /** A region on this master is told without an address. */
    private Address full(Address address) {
        return address.hasGlobalScope()
                ? address
                : Cluster.get(system).selfMember().address();
    }

    private List<MasterView> views(SortedMap<GroupKind, CompletableFuture<Map<Address, Integer>>> hosted) {
        var cluster = Cluster.get(system);
        var state = cluster.state();
        var views = new TreeMap<String, MasterView>();
        var oldest = oldest(state);
        for (var member : state.getMembers()) {
            var groups = new TreeMap<GroupKind, Integer>();
            hosted.forEach((kind, counts) -> groups.put(kind, counts.join().getOrDefault(member.address(), 0)));
            var standing = state.getUnreachable().contains(member) ? Standing.UNREACHABLE : standing(member);
            views.put(
                    name(member.address()),
                    new MasterView(
                            name(member.address()),
                            member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()),
                            standing,
                            oldest.filter(member::equals).isPresent(),
                            groups));
        }
        var self = name(cluster.selfMember().address());
        for (var master : configured) {
            views.putIfAbsent(
                    master, new MasterView(master, master.equals(self), Standing.ABSENT, false, new TreeMap<>()));
        }
        return List.copyOf(views.values());
    }

    /** The member that was the first to join of those that take part: where singletons are. */
    static Optional<Member> oldest(ClusterEvent.CurrentClusterState state) {
        Optional<Member> oldest = Optional.empty();
        for (var member : state.getMembers()) {
            if (member.status() == MemberStatus.up()
                    && oldest.filter(before -> !member.isOlderThan(before)).isEmpty()) {
                oldest = Optional.of(member);
            }
        }
        return oldest;
    }

    private static Standing standing(Member member) {
        var status = member.status();
        if (status == MemberStatus.up()) {
            return Standing.UP;
        }
        if (status == MemberStatus.leaving() || status == MemberStatus.exiting()) {
            return Standing.LEAVING;
        }
        return status == MemberStatus.down() || status == MemberStatus.removed() ? Standing.DOWN : Standing.JOINING;
    }

    private static String name(Address address) {
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }
}
