package io.boreas.launcher;

import picocli.CommandLine.Command;

/** {@code boreas journal}: the cell's journal as a thing of its own. */
@Command(
        name = "journal",
        description = "Work on the cell's journal.",
        subcommands = JournalInitCommand.class,
        footer = {"", "Example: boreas journal init --config /etc/boreas/master.conf"})
final class JournalCommand {}
