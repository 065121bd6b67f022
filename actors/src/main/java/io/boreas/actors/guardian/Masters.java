package io.boreas.actors.guardian;

import io.boreas.actors.gateway.MasterView;
import io.boreas.actors.gateway.MasterView.Standing;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;

/** The masters of the cell as this one sees them. */
final class Masters {
    /** Regions answer within milliseconds; who asks while a master is being lost waits no longer than this. */
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final ActorSystem<?> system;
    private final List<String> configured;

    /**
     * @param configured {@code host:port} of each; empty for a cell of one
     */
    Masters(ActorSystem<?> system, List<String> configured) {
        this.system = system;
        this.configured = configured;
    }

    /**
     * All that are configured or members, by their addresses. Each is asked itself what it hosts, so that one that is being lost keeps nobody from
     * hearing of the others: of those that do not say it in time it is not known.
     */
    CompletionStage<List<MasterView>> all() {
        var state = Cluster.get(system).state();
        var hosted = new HashMap<Member, SortedMap<GroupKind, CompletableFuture<Optional<Integer>>>>();
        var answers = new ArrayList<CompletableFuture<Optional<Integer>>>();
        for (var member : state.getMembers()) {
            var ofMember = new TreeMap<GroupKind, CompletableFuture<Optional<Integer>>>();
            if (!state.getUnreachable().contains(member)) {
                for (var kind : GroupKind.values()) {
                    ofMember.put(kind, hosted(kind, member));
                }
            }
            answers.addAll(ofMember.values());
            hosted.put(member, ofMember);
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> views(hosted));
    }

    /** How many groups of a kind there are at a member; empty if it does not say so in time. */
    private CompletableFuture<Optional<Integer>> hosted(GroupKind kind, Member member) {
        var classic = Adapter.toClassic(system);
        var here = ClusterSharding.get(classic)
                .shardRegion(Master.typeKey(kind).name())
                .path();
        var there = new RootActorPath(member.address(), "/").descendant(here.getElements());
        return Patterns.ask(classic.actorSelection(there), ShardRegion.getRegionStatsInstance(), TIMEOUT)
                .thenApply(answer -> answer instanceof ShardRegion.ShardRegionStats region
                        ? Optional.of(
                                region.getStats().size() + region.getFailed().size())
                        : Optional.<Integer>empty())
                .exceptionally(late -> Optional.empty())
                .toCompletableFuture();
    }

    private List<MasterView> views(Map<Member, SortedMap<GroupKind, CompletableFuture<Optional<Integer>>>> hosted) {
        var cluster = Cluster.get(system);
        var state = cluster.state();
        var views = new TreeMap<String, MasterView>();
        var oldest = oldest(state);
        for (var member : state.getMembers()) {
            var groups = new TreeMap<GroupKind, Integer>();
            hosted.getOrDefault(member, new TreeMap<>())
                    .forEach((kind, count) -> count.join().ifPresent(known -> groups.put(kind, known)));
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
