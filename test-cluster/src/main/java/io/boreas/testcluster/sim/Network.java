package io.boreas.testcluster.sim;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.planner.PlannerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries messages between addresses of a cell as Pekko does: at most once, those of one pair in their order. Pairs stop
 * and go on on demand.
 */
public final class Network {
    private static final int DROP_ONE_IN = 30;
    private static final int DUPLICATE_ONE_IN = 20;
    private static final int DELAY_ONE_IN = 25;
    private static final int SLOW_PAIR_ONE_IN = 3;

    /** What is at an address. */
    @FunctionalInterface
    public interface Post {
        void receive(CellMessage message);
    }

    private record Pair(Address from, Address to) {}

    /** One pair's way. */
    private static final class Lane {
        long lastAtMillis;
        long slowUntilMillis;
        boolean clogged;
        final ArrayDeque<CellMessage> held = new ArrayDeque<>();
    }

    private final Timeline timeline;
    private final Chance chance;
    private final Weather weather;
    private final Watch watch;
    private final Trace trace;
    private final Map<Address, Post> posts = new HashMap<>();
    private final Map<Pair, Lane> lanes = new LinkedHashMap<>();
    private Life life = new Life();

    Network(Timeline timeline, Chance chance, Weather weather, Watch watch, Trace trace) {
        this.timeline = timeline;
        this.chance = chance;
        this.weather = weather;
        this.watch = watch;
        this.trace = trace;
    }

    /** Someone is at this address from now on. */
    public void attach(Address address, Post post) {
        posts.put(address, post);
    }

    /** Nobody is at this address any more; what arrives there is lost. */
    public void detach(Address address) {
        posts.remove(address);
    }

    /** Sends a message. */
    public void send(Address from, Address to, CellMessage message) {
        watch.sent(from, to, message);
        boolean reports = isSingleton(from) || isSingleton(to);
        boolean lossy = weather.has(reports ? Fault.DROP_REPORTS : Fault.DROP);
        if (lossy && isLosable(message) && chance.oneIn(DROP_ONE_IN)) {
            trace.note(from, new Lost(to, message));
            return;
        }
        var lane = lanes.computeIfAbsent(new Pair(from, to), pair -> new Lane());
        int times = weather.has(Fault.DUPLICATE) && isRepeatable(message) && chance.oneIn(DUPLICATE_ONE_IN) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            if (lane.clogged) {
                lane.held.add(message);
            } else {
                carry(lane, to, message);
            }
        }
    }

    /** That a link or stream is over a group learns even if nobody can tell it: as long as both share a JVM, or by death watch. */
    private static boolean isLosable(CellMessage message) {
        return !(message instanceof CellMessage.LinkClosed || message instanceof CellMessage.StreamEnded);
    }

    private static boolean isSingleton(Address address) {
        return address.equals(Address.PLANNER) || address.equals(Address.ALLOCATOR);
    }

    private record Lost(Address to, CellMessage message) {}

    /** Whether the one it is for must bear to get it twice, since it is said again when no answer comes. */
    private static boolean isRepeatable(CellMessage message) {
        return switch (message) {
            case CellMessage.ToAgents any -> true;
            case CellMessage.ToJobs any -> true;
            case CellMessage.ToFrameworks any -> true;
            case CellMessage.ToGroup any -> false;
            case CellMessage.AskRegistry any -> true;
            case CellMessage.RegistryIs any -> true;
            case CellMessage.ToAllocator any -> false;
            case CellMessage.Connect any -> false;
            case CellMessage.StreamHolds any -> true;
            case CellMessage.StreamEnded any -> false;
            case CellMessage.Call any -> false;
            case CellMessage.CallAnswered any -> false;
            case CellMessage.Push any -> false;
            case CellMessage.SubscriptionAnswered any -> false;
            case CellMessage.AskStandings any -> false;
            case CellMessage.StandingsAre any -> false;
            case CellMessage.ToClient any -> true;
            case CellMessage.Dialled any -> false;
            case CellMessage.LinkClosed any -> false;
            case CellMessage.LinkHolds any -> true;
            case CellMessage.ToPlanner any -> false;
            case CellMessage.LinkAnswered any -> false;
            case CellMessage.OnLink any -> false;
        };
    }

    /** Whether it is said all the time, and would hide what matters in a report. */
    private static boolean isRoutine(CellMessage message) {
        return message instanceof CellMessage.LinkHolds
                || message instanceof CellMessage.StreamHolds
                || message instanceof CellMessage.ToAllocator
                || message instanceof CellMessage.AskRegistry
                || message instanceof CellMessage.RegistryIs
                || message instanceof CellMessage.ToGroup(AgentGroupMessage.ReportToPlanner ask)
                || message instanceof CellMessage.ToGroup(JobGroupMessage.ReportToPlanner ask)
                || message instanceof CellMessage.ToGroup(FrameworkGroupMessage.ReportToAllocator ask)
                || message instanceof CellMessage.ToGroup(AgentGroupMessage.ReportToAllocator ask)
                || message instanceof CellMessage.ToPlanner(PlannerMessage.AgentRestated restated);
    }

    private void carry(Lane lane, Address to, CellMessage message) {
        long now = timeline.millis();
        long at = Math.max(lane.lastAtMillis, now + delay(lane, now));
        lane.lastAtMillis = at;
        timeline.after(at - now, life, () -> {
            var post = posts.get(to);
            if (post != null) {
                if (!isRoutine(message)) {
                    trace.note(to, message);
                }
                post.receive(message);
            }
        });
    }

    private long delay(Lane lane, long now) {
        if (weather.has(Fault.REORDER)) {
            if (lane.slowUntilMillis < now && chance.oneIn(100)) {
                lane.slowUntilMillis = now + (chance.oneIn(SLOW_PAIR_ONE_IN) ? 20_000 : 5_000);
            }
            if (now < lane.slowUntilMillis) {
                return chance.between(50, 800);
            }
        }
        if (weather.has(Fault.DELAY) && chance.oneIn(DELAY_ONE_IN)) {
            return chance.between(10, 2_000);
        }
        return chance.between(0, 3);
    }

    /** Stops pairs one by one and lets them go on in another order, within so many milliseconds each. */
    void swizzle(long withinMillis) {
        var some = new ArrayList<Lane>();
        for (var lane : lanes.values()) {
            if (chance.oneIn(2)) {
                some.add(lane);
            }
        }
        int most = Math.toIntExact(withinMillis);
        some.forEach(lane -> timeline.after(chance.between(0, most), life, () -> lane.clogged = true));
        for (var entry : List.copyOf(lanes.entrySet())) {
            if (some.contains(entry.getValue())) {
                timeline.after(most + chance.between(0, most), life, () -> unclog(entry.getKey(), entry.getValue()));
            }
        }
    }

    private void unclog(Pair pair, Lane lane) {
        lane.clogged = false;
        while (!lane.held.isEmpty()) {
            carry(lane, pair.to, lane.held.remove());
        }
    }

    /** All pairs go on. */
    void heal() {
        lanes.forEach(this::unclog);
        lanes.values().forEach(lane -> lane.slowUntilMillis = 0);
    }

    /** Everything under way is lost, and nobody is anywhere: the masters are gone. Clients stay. */
    public void crash() {
        life.end();
        life = new Life();
        lanes.clear();
        posts.keySet().removeIf(address -> !address.isOutside());
    }

    /** Messages held back now, over all pairs. */
    public int held() {
        return lanes.values().stream().mapToInt(lane -> lane.held.size()).sum();
    }
}
