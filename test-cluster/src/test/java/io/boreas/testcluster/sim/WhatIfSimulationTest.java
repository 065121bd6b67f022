package io.boreas.testcluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobSettings;
import io.boreas.core.machine.Batch;
import io.boreas.core.registry.Registry;
import io.boreas.core.scheduler.Ranking;
import io.boreas.core.whatif.Policy;
import io.boreas.core.whatif.Recording;
import io.boreas.core.whatif.Reproduced;
import io.boreas.core.whatif.Reproduction;
import io.boreas.testcluster.sim.check.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journals of simulated cells without frameworks, whose planner is asked again. */
class WhatIfSimulationTest {
    private static final Duration LEAD = Duration.ofSeconds(10);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void thePlannerComesToEveryStoredChoiceAgain(long seed) {
        var records = new ArrayList<Batch<?, ?>>();
        var settings = new ArrayList<SimSettings>();
        var counts = SimCluster.seeded(seed)
                .faults(Set.of())
                .settings(drawn -> {
                    settings.add(drawn);
                    return drawn.withoutFrameworks();
                })
                .records(records::add)
                .run()
                .counts();
        var its = settings.getFirst();
        var again = again(records, policy(its, its.ranking()));
        assertThat(again.choices()).isPositive();
        // For an instance that was withdrawn meanwhile: no journal tells of such a choice, which holds its place for a
        // while.
        int untold = counts.get(Tally.CHOICES_MADE) - counts.get(Tally.CHOICES_STORED);
        assertThat(again.choices() - again.same()).as(again.toString()).isBetween(0L, (long) untold);
    }

    @Test
    void withAnotherRankingItDoesNot() {
        var records = new ArrayList<Batch<?, ?>>();
        quiet(1).records(records::add).run();
        var settings = SimSettings.drawn(new Chance(1));
        var other = settings.ranking() == Ranking.PACK ? Ranking.SPREAD : Ranking.PACK;
        assertThat(again(records, policy(settings, settings.ranking())).isComplete())
                .isTrue();
        var again = again(records, policy(settings, other));
        assertThat(again.isComplete()).isFalse();
        assertThat(again.missed()).isNotEmpty();
    }

    /** Reading begins with a state in which places are chosen and not admitted, and runs are on their way to their ends. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 7, 10, 11, 17})
    void aStretchMayBeginAnywhere(long seed) {
        var records = new ArrayList<Batch<?, ?>>();
        quiet(seed).records(records::add).run();
        var settings = SimSettings.drawn(new Chance(seed));
        var policy = policy(settings, settings.ranking());
        for (int begin = 1; begin < records.size(); begin += 7) {
            var from = records.get(begin).at();
            int first = 0;
            while (records.get(first).at().isBefore(from.minus(LEAD))) {
                first++;
            }
            var state = new CellSoFar();
            records.subList(0, first).forEach(state::take);
            var recording = new Recording(Registry.EMPTY, state.agents.values(), state.jobs.values());
            var again = again(recording, from, records.subList(first, records.size()), policy);
            assertThat(again.isComplete())
                    .as("from record " + begin + ": " + again)
                    .isTrue();
        }
    }

    /** Nothing goes wrong, and no offers are taken back, of which a journal does not tell. */
    private static SimCluster quiet(long seed) {
        return SimCluster.seeded(seed).faults(Set.of()).settings(SimSettings::withoutFrameworks);
    }

    /** Agents and jobs after some records. */
    private static final class CellSoFar {
        private final AgentMachine agentMachine = new AgentMachine();
        private final JobMachine jobMachine = new JobMachine(JobSettings.DEFAULT);
        private final TreeMap<AgentId, Agent> agents = new TreeMap<>();
        private final TreeMap<JobKey, Job> jobs = new TreeMap<>();

        void take(Batch<?, ?> batch) {
            for (var recorded : batch.events()) {
                if (recorded.event() instanceof AgentEvent event && recorded.aggregate() instanceof AgentId id) {
                    var before = agents.containsKey(id) ? agents.get(id) : agentMachine.vacant(id);
                    agents.put(id, agentMachine.evolve(before, event));
                } else if (recorded.event() instanceof JobEvent event && recorded.aggregate() instanceof JobKey key) {
                    var before = jobs.containsKey(key) ? jobs.get(key) : jobMachine.vacant(key);
                    var after = jobMachine.evolve(before, event);
                    if (jobMachine.isVacant(after)) {
                        jobs.remove(key);
                    } else {
                        jobs.put(key, after);
                    }
                }
            }
        }
    }

    private static Policy policy(SimSettings settings, Ranking ranking) {
        return new Policy(ranking, new TreeMap<>(), settings.decisionsMax(), Optional.empty());
    }

    private static Reproduced again(List<Batch<?, ?>> records, Policy policy) {
        return again(new Recording(Registry.EMPTY, List.of(), List.of()), Instant.EPOCH, records, policy);
    }

    private static Reproduced again(Recording recording, Instant from, List<Batch<?, ?>> records, Policy policy) {
        var reproduction = new Reproduction(policy, from);
        recording.begin(Instant.EPOCH).forEach(reproduction::take);
        records.forEach(record -> recording.take(record).forEach(reproduction::take));
        return reproduction.result();
    }
}
