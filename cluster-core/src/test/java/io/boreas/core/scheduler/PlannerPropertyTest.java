package io.boreas.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import io.boreas.core.scheduler.PendingJob.PendingGroup;
import io.boreas.core.scheduler.PendingJob.PendingTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The planner beside a reference that looks at every agent for every decision. */
class PlannerPropertyTest {
    private static final String[] ROLES = {"www", "ads", "batch"};

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void nothingIsPromisedTwiceAndNothingThatFitsIsLeftWaiting(long seed) {
        new Run(seed, Ranking.PACK).go(120);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void spreadingKeepsTheSameRules(long seed) {
        new Run(seed, Ranking.SPREAD).go(120);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Ranking.class)
    void withoutLimitsEachPlaceIsTheOneTheReferencePrefers(Ranking ranking) {
        for (long seed = 100; seed < 140; seed++) {
            var run = new Run(seed, ranking);
            run.limits = false;
            run.exact = true;
            run.go(60);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33})
    void equalHistoriesGiveEqualPlans(long seed) {
        assertThat(new Run(seed, Ranking.PACK).go(100)).isEqualTo(new Run(seed, Ranking.PACK).go(100));
    }

    /** A random history of agents and jobs, and what the reference knows of it. */
    private static final class Run {
        final Random random;
        final Planner planner;
        final Ranking ranking;
        final TreeMap<AgentId, Truth> agents = new TreeMap<>();
        final TreeMap<JobKey, Work> jobs = new TreeMap<>();
        final List<Plan.Choice> flying = new ArrayList<>();
        final List<Plan.Choice> all = new ArrayList<>();
        final SortedMap<String, SortedMap<String, Long>> rooms = new TreeMap<>();
        boolean limits = true;
        boolean exact;
        int made;

        Run(long seed, Ranking ranking) {
            this.random = new Random(seed);
            this.ranking = ranking;
            this.planner = new Planner(ranking);
        }

        /** An agent: what its group has committed. */
        static final class Truth {
            PlannerAgent report;
            final TreeMap<TaskId, Amounts> running = new TreeMap<>();
            final TreeMap<TaskId, Amounts> flying = new TreeMap<>();
            long revision;
            boolean accepting = true;
        }

        /** A job. */
        static final class Work {
            PendingJob asked;
            Amounts needs;
            final TreeMap<TaskId, Integer> waiting = new TreeMap<>();
            final TreeMap<TaskId, AgentId> placed = new TreeMap<>();
        }

        List<Plan.Choice> go(int steps) {
            for (int i = 0; i < 12; i++) {
                addAgent();
            }
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> addAgent();
                    case 1, 2, 3 -> addJob();
                    case 4 -> settleSome(true);
                    case 5 -> settleSome(false);
                    case 6 -> endSome();
                    case 7 -> changeAgent();
                    case 8 -> changeRoom();
                    default -> removeAgentOrJob();
                }
                if (random.nextInt(3) == 0) {
                    plan();
                }
            }
            plan();
            return all;
        }

        void addAgent() {
            var truth = new Truth();
            var all = new Amounts(
                    1_000 + random.nextInt(8) * 1_000, (1 + random.nextInt(8)) * 1_000_000L, 5_000_000, 0, 4);
            truth.report = Cluster.agent("agent-" + random.nextInt(1_000_000) + "-" + made++, all, attributes());
            agents.put(truth.report.id(), truth);
            report(truth, List.of());
        }

        String attributes() {
            return "rack:r" + random.nextInt(4)
                    + (random.nextInt(3) > 0 ? ";zone:z" + random.nextInt(2) : "")
                    + (random.nextInt(8) == 0 ? ";dedicated:www/db" : "");
        }

        void changeAgent() {
            if (!agents.isEmpty()) {
                var truth = anyOf(agents);
                truth.accepting = random.nextInt(4) > 0;
                truth.report = Cluster.agent(truth.report.id().value(), truth.report.total(), attributes());
                report(truth, List.of());
            }
        }

        void changeRoom() {
            var role = ROLES[random.nextInt(3)];
            if (random.nextInt(3) == 0) {
                rooms.remove(role);
            } else {
                rooms.put(role, new TreeMap<>(Map.of("cpus", 1_000L * random.nextInt(12), "gpus", 0L)));
            }
            planner.setRooms(rooms);
        }

        void report(Truth truth, List<TaskId> admitted) {
            truth.revision++;
            planner.upsertAgent(
                    new PlannerAgent(
                            truth.report.id(),
                            truth.report.host(),
                            truth.report.attributes(),
                            truth.report.total(),
                            minus(truth.report.total(), truth.running),
                            truth.accepting,
                            truth.revision),
                    admitted);
        }

        void addJob() {
            var key = Cluster.job(ROLES[random.nextInt(3)] + "/devel/job" + made++);
            var needs = new Amounts(
                    250 + 250L * random.nextInt(8),
                    (1 + random.nextInt(4)) * 250_000L,
                    random.nextInt(3) * 100_000L,
                    0,
                    random.nextInt(2));
            var asked = new TreeMap<String, Constraint>();
            if (random.nextInt(3) == 0) {
                asked.put("rack", random.nextBoolean() ? Cluster.values("r1", "r2") : Cluster.not("r0"));
            } else if (limits && random.nextInt(3) == 0) {
                asked.put("rack", Cluster.limit(1 + random.nextInt(2)));
            }
            if (random.nextInt(4) == 0) {
                asked.put("zone", limits && random.nextBoolean() ? Cluster.limit(3) : Cluster.values("z1"));
            }
            if (random.nextInt(6) == 0) {
                asked.put("dedicated", Cluster.values("www/db"));
            }
            var work = new Work();
            work.needs = needs;
            work.asked = Cluster.pending(key.toString(), needs, 1 + random.nextInt(8), asked, random.nextInt(3), made);
            work.asked.groups().get(0).tasks().forEach(task -> work.waiting.put(task.task(), task.instance()));
            jobs.put(key, work);
            planner.upsertPending(work.asked);
        }

        void settleSome(boolean admit) {
            for (var choice : List.copyOf(flying)) {
                if (random.nextInt(admit ? 2 : 8) > 0) {
                    continue;
                }
                flying.remove(choice);
                var work = jobs.get(choice.job());
                var truth = agents.get(choice.agent());
                if (work == null) {
                    continue;
                }
                if (admit && truth != null) {
                    truth.running.put(choice.task(), truth.flying.remove(choice.task()));
                    report(truth, List.of(choice.task()));
                } else {
                    if (truth != null) {
                        truth.flying.remove(choice.task());
                    }
                    planner.refused(choice.task());
                    work.placed.remove(choice.task());
                    work.waiting.put(choice.task(), choice.instance());
                    planner.upsertPending(pending(work));
                }
            }
        }

        void endSome() {
            for (var truth : agents.values()) {
                for (var task : List.copyOf(truth.running.keySet())) {
                    if (random.nextInt(4) == 0) {
                        truth.running.remove(task);
                        jobs.forEach((key, work) -> {
                            if (work.placed.remove(task) != null) {
                                planner.ended(key, task);
                            }
                        });
                        report(truth, List.of());
                    }
                }
            }
        }

        void removeAgentOrJob() {
            if (random.nextBoolean() && !jobs.isEmpty()) {
                var key = new ArrayList<>(jobs.keySet()).get(random.nextInt(jobs.size()));
                jobs.remove(key);
                planner.removeJob(key);
                flying.removeIf(choice -> choice.job().equals(key));
                for (var truth : agents.values()) {
                    truth.flying.keySet().removeIf(task -> isOf(key, task));
                    if (truth.running.keySet().removeIf(task -> isOf(key, task))) {
                        report(truth, List.of());
                    }
                }
            } else if (agents.size() > 5) {
                var truth = anyOf(agents);
                if (truth.running.isEmpty() && truth.flying.isEmpty()) {
                    agents.remove(truth.report.id());
                    planner.removeAgent(truth.report.id());
                }
            }
        }

        static boolean isOf(JobKey key, TaskId task) {
            return task.value().startsWith(key.role() + "-" + key.environment() + "-" + key.name() + "-");
        }

        PendingJob pending(Work work) {
            var tasks = work.waiting.entrySet().stream()
                    .map(entry -> new PendingTask(entry.getValue(), entry.getKey()))
                    .toList();
            return new PendingJob(
                    work.asked.job(),
                    work.asked.priority(),
                    Instant.EPOCH,
                    work.asked.constraints(),
                    List.of(new PendingGroup(work.needs, tasks)));
        }

        void plan() {
            var plan = planner.plan(10_000);
            assertThat(plan.more()).isFalse();
            for (var choice : plan.choices()) {
                var work = jobs.get(choice.job());
                var truth = agents.get(choice.agent());
                assertThat(work.waiting).containsKey(choice.task());
                assertThat(fits(work, truth)).as("%s", choice).isTrue();
                if (exact) {
                    assertThat(choice.agent()).isEqualTo(preferred(work));
                }
                work.waiting.remove(choice.task());
                work.placed.put(choice.task(), choice.agent());
                truth.flying.put(choice.task(), work.needs);
                flying.add(choice);
                all.add(choice);
            }
            for (var work : jobs.values()) {
                if (!work.waiting.isEmpty()) {
                    assertThat(agents.values()).as("%s waits", work.asked.job()).noneMatch(truth -> fits(work, truth));
                }
            }
            assertThat(planner.inFlight()).isEqualTo(flying.size());
        }

        AgentId preferred(Work work) {
            AgentId best = null;
            long bestLeft = 0;
            for (var truth : agents.values()) {
                var free = free(truth);
                long left = Ranking.left(free.cpusMilli(), free.memMilli());
                boolean better = ranking == Ranking.PACK ? left < bestLeft : left > bestLeft;
                if (fits(work, truth) && (best == null || better)) {
                    best = truth.report.id();
                    bestLeft = left;
                }
            }
            return best;
        }

        /** Whether the role may have one more. */
        boolean isAllowed(Work work) {
            var role = work.asked.job().role();
            long held = jobs.values().stream()
                    .filter(other -> other.asked.job().role().equals(role))
                    .mapToLong(other -> other.placed.size() * other.needs.cpusMilli())
                    .sum();
            var room = rooms.get(role);
            return room == null || held + work.needs.cpusMilli() <= room.get("cpus");
        }

        boolean fits(Work work, Truth truth) {
            if (!isAllowed(work)) {
                return false;
            }
            var free = free(truth);
            for (int kind = 0; kind < Amounts.KINDS; kind++) {
                if (free.kind(kind) < work.needs.kind(kind)) {
                    return false;
                }
            }
            var attributes = truth.report.attributes();
            if (!truth.accepting
                    || !attributes.values("dedicated").isEmpty()
                            && !work.asked.constraints().containsKey("dedicated")) {
                return false;
            }
            return work.asked.constraints().entrySet().stream().allMatch(entry -> passes(work, truth, entry));
        }

        boolean passes(Work work, Truth truth, Map.Entry<String, Constraint> entry) {
            var has = truth.report.attributes().texts(entry.getKey());
            return switch (entry.getValue()) {
                case Constraint.Values wanted ->
                    has.stream().anyMatch(wanted.values()::contains) != wanted.negated()
                            && (!entry.getKey().equals("dedicated")
                                    || work.asked.job().role().equals("www"));
                case Constraint.Limit limit ->
                    !has.isEmpty()
                            && has.stream()
                                    .allMatch(value -> work.placed.values().stream()
                                                    .filter(on -> agents.containsKey(on)
                                                            && agents.get(on)
                                                                    .report
                                                                    .attributes()
                                                                    .texts(entry.getKey())
                                                                    .contains(value))
                                                    .count()
                                            < limit.max());
            };
        }

        static Amounts free(Truth truth) {
            var both = new TreeMap<>(truth.running);
            both.putAll(truth.flying);
            return minus(truth.report.total(), both);
        }

        /** Throws if more is promised than there is. */
        static Amounts minus(Amounts all, SortedMap<TaskId, Amounts> used) {
            var left = new long[Amounts.KINDS];
            for (int kind = 0; kind < left.length; kind++) {
                left[kind] = all.kind(kind);
                for (var each : used.values()) {
                    left[kind] -= each.kind(kind);
                }
            }
            return new Amounts(left[0], left[1], left[2], left[3], left[4]);
        }

        <K, V> V anyOf(TreeMap<K, V> map) {
            return new ArrayList<>(map.values()).get(random.nextInt(map.size()));
        }
    }
}
