package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalCheck;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code boreas journal verify}: says what is wrong with a journal. */
@Command(
        name = "verify",
        description = {
            "Read a whole journal and say all that is wrong with it, and where.",
            "Every record is read and every group folded from its beginning, or from the snapshot that stands for what was deleted; at each snapshot the state must have the hash of the snapshot's. Found are "
                    + "gaps, rows that are torn or cannot be read, records of other programs or groups, events that do not fit the state before them, "
                    + "records stored twice, writers that went on after they were replaced, snapshots that are damaged, wrong or ahead of the journal, "
                    + "and an order that does not name each record once.",
            "Nothing is changed. boreas.groups.count must be what the cell was made with."
        },
        footer = {
            "",
            "Exit code 0: sound, perhaps with notes; 1: damaged; 4: it could not be read at all.",
            "",
            "Examples: boreas journal verify --work-dir /var/lib/boreas-master",
            "          boreas journal verify --config master.conf -o json"
        })
final class JournalVerifyCommand extends JournalVerb {
    private static final int DAMAGED = 1;

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) throws InterruptedException {
        var groups = chosen.groups();
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        var report = new JournalCheck(source, groups.count(), groups.commandsMax(), threads).run();
        if (isJson()) {
            out.println(JournalText.pretty(json(report, source.where())));
        } else {
            print(report, source.where(), out);
        }
        return report.isSound() ? Exit.OK.code() : DAMAGED;
    }

    private static ObjectNode json(JournalCheck.Report report, String where) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("journal", where);
        node.put("sound", report.isSound());
        node.put("groups", report.groups());
        node.put("records", report.records());
        node.put("events", report.events());
        node.put("snapshots", report.snapshots());
        node.put("snapshotsCompared", report.compared());
        var counts = node.putObject("counts");
        new TreeMap<>(report.counts()).forEach((kind, count) -> counts.put(kind.name(), count));
        var findings = node.putArray("findings");
        for (var finding : report.findings()) {
            findings.addObject()
                    .put("kind", finding.kind().name())
                    .put("harmless", finding.kind().isHarmless())
                    .put("where", finding.where())
                    .put("what", finding.what());
        }
        return node;
    }

    private static void print(JournalCheck.Report report, String where, PrintWriter out) {
        for (var finding : report.findings()) {
            out.println(JournalText.printable((finding.kind().isHarmless() ? "note  " : "") + finding.kind() + "  "
                    + finding.where() + ": " + finding.what()));
        }
        new TreeMap<>(report.counts())
                .forEach((kind, count) -> out.println(kind + ": " + count
                        + (count > JournalCheck.TOLD_MAX ? " (not all are told)" : "") + " - " + kind.meaning()));
        out.println(where + ": " + (report.isSound() ? "sound" : "DAMAGED"));
        out.println(report.records() + " records with " + report.events() + " events in " + report.groups()
                + " groups, " + report.compared() + " of " + report.snapshots()
                + " snapshots compared with the state that the records give");
    }
}
