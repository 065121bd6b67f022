package io.boreas.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.gen.Gen;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.AgentsModel.Ledger;
import io.boreas.core.job.JobCommand.Choice;
import io.boreas.core.machine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded histories of a job among agents that refuse, fail, fall silent and return, over slow and repeating channels. */
class JobHistoriesTest {
    private static final int STEPS = 400;
    private static final int ROUNDS_MAX = 200;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void lawsHoldAtEveryStepAndNothingIsOwedInTheEnd(long seed) {
        var history = new History(Gen.seeded(seed));
        for (int i = 0; i < STEPS; i++) {
            history.step();
            history.checkAuthority();
        }
        history.checkReplay();
        history.settle();
        assertThat(history.machine.outstanding(history.job))
                .as(history::toString)
                .isEmpty();
        history.job.active().forEachValue(task -> assertThat(task.status())
                .as(() -> history + " " + task)
                .isEqualTo(ScheduleStatus.RUNNING));

        history.user(new JobCommand.KillInstances(new TreeSet<>(), "Killed by alice"));
        history.settle();
        assertThat(history.job.active().isEmpty()).as(history::toString).isTrue();
        assertThat(history.machine.outstanding(history.job))
                .as(history::toString)
                .isEmpty();
        assertThat(history.agents.ledgers()).as(history::toString).allMatch(Ledger::isEmpty);
        history.checkReplay();
    }

    private static final class History {
        private final Gen gen;
        private final JobMachine machine;
        private final AgentsModel agents;
        private final List<JobEvent> events = new ArrayList<>();
        private final Map<TaskId, InstanceTask> ends = new HashMap<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private Job job;
        private long creations;

        History(Gen gen) {
            this.gen = gen;
            var delay = gen.pick(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(30));
            this.machine = new JobMachine(new JobSettings(
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    delay,
                    Duration.ofHours(2)));
            this.agents = new AgentsModel(gen.fork(), gen.between(1, 4));
            this.job = machine.vacant(Specs.KEY);
        }

        void step() {
            now = now.plusMillis(gen.between(0, 20_000));
            var ledger = gen.pick(agents.ledgers());
            switch (gen.evenly(0, 11)) {
                case 0 -> user(request());
                case 1, 2 -> plan();
                case 3 ->
                    machine.outstanding(job).stream()
                            .filter(effect -> gen.flip())
                            .forEach(agents::send);
                case 4, 5 -> agents.take(ledger, now);
                case 6, 7 -> agents.receive(ledger).ifPresent(command -> hear(ledger, command));
                case 8 -> agents.progress(ledger, now);
                case 9 -> agents.tell(ledger);
                case 10 -> {
                    if (gen.oneIn(4)) {
                        agents.flip(ledger, now);
                    }
                }
                case 11 -> tick();
                default -> throw new AssertionError();
            }
        }

        private JobCommand request() {
            var instances = new TreeSet<>(gen.some(List.of(0, 1, 2, 3)));
            return switch (gen.evenly(0, 5)) {
                case 0 -> new JobCommand.KillInstances(instances, "Killed by alice");
                case 1, 2 -> new JobCommand.RestartInstances(instances, "Restarted by alice");
                case 3 -> new JobCommand.AddInstances(gen.between(0, 3), gen.between(1, 2));
                default ->
                    new JobCommand.Create(
                            gen.flip() ? Specs.service(gen.between(1, 4)) : Specs.adHoc(3, gen.between(-1, 3)),
                            ++creations);
            };
        }

        private void plan() {
            var choices = new ArrayList<Choice>();
            for (var task : JobMachine.pending(job)) {
                choices.add(new Choice(
                        task.instance(), task.id(), gen.pick(agents.ledgers()).agent(), "host"));
            }
            user(new JobCommand.Choose(choices));
        }

        private void tick() {
            var due = machine.nextTick(job);
            var changes =
                    !machine.decide(job, new JobCommand.Tick(), now).events().isEmpty();
            assertThat(changes)
                    .as(() -> this + " due " + due)
                    .isEqualTo(due.isPresent() && !due.get().isAfter(now));
            user(new JobCommand.Tick());
        }

        private void hear(Ledger ledger, JobCommand command) {
            if (user(command) instanceof JobReply.Heard heard) {
                heard.acks().forEach(ack -> agents.acknowledge(ledger.agent(), ack));
            }
        }

        JobReply user(JobCommand command) {
            Decision<JobEvent, JobReply> decision = machine.decide(job, command, now);
            for (var event : decision.events()) {
                job = machine.evolve(job, event);
                events.add(event);
            }
            checkEnds();
            return decision.reply();
        }

        /** What ended stays as it ended, and is never active again. */
        private void checkEnds() {
            var active = new HashSet<TaskId>();
            job.active().forEach(entry -> {
                assertThat(entry.getValue().instance()).isEqualTo(entry.getKey());
                assertThat(entry.getValue().status().isTerminal()).isFalse();
                active.add(entry.getValue().id());
            });
            assertThat(active).hasSize(job.active().size());
            assertThat(job.ended().size()).isLessThanOrEqualTo(Job.ENDED_MAX);
            for (var task : job.ended()) {
                assertThat(task.status().isTerminal()).isTrue();
                assertThat(ends.putIfAbsent(task.id(), task)).isIn(null, task);
            }
            assertThat(ends.keySet()).as(this::toString).noneMatch(active::contains);
        }

        /** I2: of the runs that nobody has told to stop, at most one of an instance is not about to be told so. */
        void checkAuthority() {
            var authorised = new HashMap<Integer, TaskId>();
            for (var ledger : agents.ledgers()) {
                for (var run : ledger.runs()) {
                    boolean owed = job.owedKills()
                            .get(run.task())
                            .filter(ledger.agent()::equals)
                            .isPresent();
                    if (run.isAuthorised() && !owed) {
                        assertThat(authorised.put(run.instance(), run.task()))
                                .as(() -> this + ": two runs of instance " + run.instance())
                                .isNull();
                    }
                }
            }
        }

        void checkReplay() {
            var replayed = machine.vacant(Specs.KEY);
            for (var event : events) {
                replayed = machine.evolve(replayed, event);
            }
            assertThat(replayed).as(this::toString).isEqualTo(job);
        }

        /** The world behaves, and all messages arrive, until nothing moves any more. */
        void settle() {
            agents.heal(now);
            for (int round = 0; round < ROUNDS_MAX; round++) {
                now = now.plusSeconds(30);
                user(new JobCommand.Tick());
                plan();
                machine.outstanding(job).forEach(agents::send);
                for (var ledger : agents.ledgers()) {
                    agents.progress(ledger, now);
                    agents.tell(ledger);
                    while (!ledger.isQuiet()) {
                        agents.take(ledger, now);
                        agents.receive(ledger).ifPresent(command -> hear(ledger, command));
                    }
                }
                checkAuthority();
                if (isSettled()) {
                    return;
                }
            }
        }

        private boolean isSettled() {
            var running = new ArrayList<InstanceTask>();
            job.active().forEachValue(task -> {
                if (task.status() == ScheduleStatus.RUNNING) {
                    running.add(task);
                }
            });
            return running.size() == job.active().size()
                    && machine.outstanding(job).isEmpty()
                    && agents.ledgers().stream().allMatch(ledger -> ledger.isEmpty() || !running.isEmpty());
        }

        @Override
        public String toString() {
            var last = events.subList(Math.max(0, events.size() - 30), events.size());
            var text = new StringBuilder(gen + ", last events:");
            last.forEach(event -> text.append("\n  ").append(event));
            return text.toString();
        }
    }
}
