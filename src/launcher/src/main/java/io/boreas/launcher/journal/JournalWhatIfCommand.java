package io.boreas.launcher.journal;

import io.boreas.actors.guardian.MasterSettings;
import io.boreas.actors.planner.PlannerSettings;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.core.machine.Batch;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.whatif.Change;
import io.boreas.core.whatif.Measures;
import io.boreas.core.whatif.Policy;
import io.boreas.core.whatif.Recording;
import io.boreas.core.whatif.Reproduction;
import io.boreas.core.whatif.Simulation;
import io.boreas.core.whatif.Stretch;
import io.boreas.core.whatif.StretchReader;
import io.boreas.core.whatif.Terms;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.RecordsAfter;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas journal what-if}: a stretch of the journal through the planner once more. */
@Command(
        name = "what-if",
        description = {
            "Have the planner decide a stretch of the journal again, and say what would have come of other terms.",
            "First every stored choice of the stretch is asked of the planner again, on the terms that it had: whether it comes to the same shows how "
                    + "far the rest can be believed. Then the stretch is simulated twice, with nothing changed and with what the options below change: "
                    + "the same runs are asked for, last as long and are stopped at the same times, and are placed as the planner will.",
            "Only what Boreas's own jobs run is placed anew. What frameworks took is kept as recorded, as what they would have taken is theirs to "
                    + "choose; what they have of a role that has a quota is not counted against it. Weights and quotas that operators set are "
                    + "those of the journal. The planner's ranking, and weights of which operators said nothing, are settings, and in no journal: they "
                    + "are those of --config."
        },
        footer = {
            "",
            "Exit code 0: done; 1: nothing was to be changed, and not every stored choice was come to again; 4 or more: it could not be told.",
            "",
            "Examples: boreas journal what-if --from -1h --config master.conf",
            "          boreas journal what-if --from -1d --weight web=2 --weight batch=0.5 --config master.conf",
            "          boreas journal what-if --from 2026-03-01T08:00:00Z --to 2026-03-01T09:00:00Z --ranking spread",
            "          boreas journal what-if --from -1d --quota 'batch=cpus:40;mem:80000' --quota web=none",
            "          boreas journal what-if --from -1h --without-agent host7.example.org",
            "          boreas journal what-if --from -1h --add-agents '2:cpus:16;mem:65536;disk:200000;ports:[31000-32000]@rack:r4'"
        })
final class JournalWhatIfCommand extends JournalVerb {
    private static final int DIFFERENT = 1;

    /** A round of the planner is so long before the record with its choices at most, but for masters that stood still. */
    private static final Duration LEAD = Duration.ofSeconds(10);

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "Where the stretch begins: a time, or -90s, -15m, -1h, -2d before now.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Where it ends. Default: the end of the journal.")
    @Nullable
    String to;

    @Mixin
    private WhatIfOptions options = new WhatIfOptions();

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) throws InterruptedException {
        var now = Instant.now();
        var begin = Moment.parse("--from", from, now);
        var end = Optional.ofNullable(to).map(text -> Moment.parse("--to", text, now));
        var lead = lead(source, begin, end);
        var region = chosen.settings().checked(MasterSettings::domain).map(FaultDomain::region);
        var planner = chosen.settings().checked(all -> PlannerSettings.from(all.section("boreas.planner"), region));
        var policy = new Policy(planner.ranking(), planner.weights(), planner.decisionsMax(), region);

        var state = JournalReplayCommand.replayed(chosen, source, Optional.of(lead), true);
        var reading = new Reading(new Recording(state.registry(), state.agents(), state.jobs()), begin, policy);
        reading.lead(lead);
        RecordsAfter.read(source, state, lead, end, reading::take);
        var stretch = reading.until(end.filter(moment -> moment.isBefore(now)));
        var terms = options.terms(policy, stretch);
        var reproduced = reading.reproduction.result();
        var report = new WhatIfReport(stretch, policy, terms, reproduced, measures(stretch, Terms.of(policy), terms));
        if (isJson()) {
            out.println(JournalText.pretty(report.json()));
        } else {
            report.print(out);
        }
        return options.isEmpty() && !reproduced.isComplete() ? DIFFERENT : Exit.OK.code();
    }

    /** Where to begin to read. */
    private static Instant lead(JournalSource source, Instant begin, Optional<Instant> end) {
        var first = RecordsAfter.first(source)
                .orElseThrow(() -> new CliException(
                        Exit.COMMAND_FAILURE, source.where() + " has no records, so there is nothing to decide again"));
        if (begin.isBefore(first)) {
            throw new CliException(
                    Exit.INVALID_PARAMETER,
                    "--from is " + begin + ", and the journal begins at " + first + "; begin then or later");
        }
        if (end.isPresent() && !end.get().isAfter(begin)) {
            throw new CliException(
                    Exit.INVALID_PARAMETER, "--to is " + end.get() + ", which is not after --from, " + begin);
        }
        var lead = begin.minus(LEAD);
        return lead.isBefore(first) ? first : lead;
    }

    /** What is read, from the lead on, and where it goes. */
    private static final class Reading {
        final Reproduction reproduction;
        private final Recording recording;
        private final Instant begin;
        private final StretchReader stretch;
        private Instant last;
        private boolean began;

        Reading(Recording recording, Instant begin, Policy policy) {
            this.recording = recording;
            this.begin = begin;
            this.last = begin;
            this.reproduction = new Reproduction(policy, begin);
            this.stretch = new StretchReader(begin);
        }

        void lead(Instant at) {
            recording.begin(at).forEach(reproduction::take);
        }

        void take(Batch<?, ?> batch) {
            if (batch.at().isAfter(begin)) {
                begin();
            }
            last = batch.at().isAfter(last) ? batch.at() : last;
            for (var change : recording.take(batch)) {
                reproduction.take(change);
                if (began) {
                    add(change);
                }
            }
        }

        private void begin() {
            if (!began) {
                began = true;
                recording.begin(begin).forEach(this::add);
                stretch.began();
            }
        }

        private void add(Change change) {
            try {
                stretch.take(change);
            } catch (StretchReader.TooLongException e) {
                throw new CliException(Exit.COMMAND_FAILURE, e.getMessage());
            }
        }

        /** All that was read, to a moment; to the last record if none is named. */
        Stretch until(Optional<Instant> end) {
            begin();
            return stretch.until(end.orElse(last));
        }
    }

    private LinkedHashMap<String, Measures> measures(Stretch stretch, Terms same, Terms changed) {
        var measures = new LinkedHashMap<String, Measures>();
        measures.put(WhatIfReport.RECORDED, Measures.ofRecord(stretch));
        measures.put(WhatIfReport.UNCHANGED, Measures.of(stretch, Simulation.of(stretch, same), same));
        if (!options.isEmpty()) {
            measures.put(WhatIfReport.CHANGED, Measures.of(stretch, Simulation.of(stretch, changed), changed));
        }
        return measures;
    }
}
