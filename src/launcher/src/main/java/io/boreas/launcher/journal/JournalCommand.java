package io.boreas.launcher.journal;

import picocli.CommandLine.Command;

/** {@code boreas journal}: the cell's journal as a thing of its own. */
@Command(
        name = "journal",
        description = {
            "Work on the cell's journal: everything it acknowledged, in one order, as events.",
            "Without --config or --store it is the embedded journal in the work directory; commands that read may run beside its master."
        },
        subcommands = {
            JournalInitCommand.class,
            JournalLsCommand.class,
            JournalFollowCommand.class,
            JournalShowCommand.class,
            JournalStatCommand.class,
            JournalVerifyCommand.class,
            JournalReplayCommand.class,
            JournalServeCommand.class,
            JournalDiffCommand.class,
            JournalWhatIfCommand.class,
            JournalExportCommand.class,
            JournalImportCommand.class
        },
        footer = {
            "",
            "Examples: boreas journal ls --since -1h",
            "          boreas journal replay --at 2026-03-01T08:00:00Z jobs",
            "          boreas journal verify --config /etc/boreas/master.conf"
        })
public final class JournalCommand {}
