package io.boreas.cli;

import picocli.CommandLine.Command;

/** {@code boreas version}: which program answers. */
@Command(
        name = "version",
        description = "Show the version of the master that answers.",
        footer = {"", "Example:", "  boreas version"})
final class VersionCommand extends Verb {
    @Override
    void run(Session session) {
        var version = session.client().get("/boreas/v1/version");
        if (session.isJson()) {
            session.print(version);
        } else {
            session.out().println("boreas " + version.path("version").asText());
        }
    }
}
