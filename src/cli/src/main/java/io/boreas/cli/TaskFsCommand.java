package io.boreas.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas task fs}: the files of a task. */
@Command(
        name = "fs",
        description = "Look at the files of a task's sandbox.",
        subcommands = {TaskFsCommand.Ls.class, TaskFsCommand.Cat.class, TaskFsCommand.Get.class},
        footer = {"", "Example:", "  boreas task fs ls www-data-devel-toyserver-0-1f0c..."})
final class TaskFsCommand {
    private TaskFsCommand() {}

    @Command(
            name = "ls",
            description = "List a folder of the sandbox.",
            footer = {"", "Example:", "  boreas task fs ls www-data-devel-toyserver-0-1f0c... app"})
    static final class Ls extends TaskCommand.OnTask {
        @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "Relative to the sandbox.")
        private String folder = "";

        @Override
        void run(Session session) {
            var entries = session.client().get(path(session) + "/sandbox?path=" + BoreasClient.escaped(folder));
            if (session.isJson()) {
                session.print(entries);
                return;
            }
            var table = new Table("MODE", "SIZE", "MODIFIED", "NAME");
            for (var entry : entries.path("items")) {
                var isFolder = entry.path("type").asText().equals("folder");
                table.row(
                        entry.path("mode").asText(),
                        isFolder ? "" : entry.path("size").asText(),
                        entry.path("modified").asText(),
                        entry.path("name").asText() + (isFolder ? "/" : ""));
            }
            table.print(session.out());
        }
    }

    @Command(
            name = "cat",
            description = "Write a file of the sandbox to standard output, byte by byte.",
            footer = {"", "Example:", "  boreas task fs cat www-data-devel-toyserver-0-1f0c... app/server.py"})
    static final class Cat extends TaskCommand.OnTask {
        @Parameters(index = "1", paramLabel = "PATH", description = "Relative to the sandbox.")
        private String file = "";

        @Override
        void run(Session session) {
            var response = session.client().stream(path(session) + "/sandbox/file?path=" + BoreasClient.escaped(file));
            try (var body = response.body()) {
                body.transferTo(session.out());
            } catch (IOException e) {
                throw new CliException(Exit.NETWORK, "the file broke off: " + e.getMessage());
            }
        }
    }

    @Command(
            name = "get",
            description = "Fetch a file of the sandbox.",
            footer = {"", "Example:", "  boreas task fs get www-data-devel-toyserver-0-1f0c... app/server.py /tmp"})
    static final class Get extends TaskCommand.OnTask {
        @Parameters(index = "1", paramLabel = "PATH", description = "Relative to the sandbox.")
        private String file = "";

        @Parameters(
                index = "2",
                arity = "0..1",
                paramLabel = "TO",
                description = "A file or folder here. Default: the file's name, in this folder.")
        private String to = "";

        @Option(names = "--force", description = "Replace what is there.")
        private boolean force;

        @Override
        void run(Session session) {
            var target = target();
            var part = target.resolveSibling(target.getFileName() + ".part");
            var response = session.client().stream(path(session) + "/sandbox/file?path=" + BoreasClient.escaped(file));
            try (var body = response.body()) {
                Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new CliException(Exit.NETWORK, "the file broke off, or cannot be written to " + part + ": " + e);
            }
            session.out().println(target);
        }

        private Path target() {
            var name = Path.of(file).getFileName();
            if (name == null || name.toString().isEmpty()) {
                throw new CliException(Exit.INVALID_PARAMETER, "\"" + file + "\" names no file");
            }
            var there = Path.of(to);
            var target = (Files.isDirectory(there) || to.isEmpty() ? there.resolve(name) : there).toAbsolutePath();
            if (Files.exists(target) && !force) {
                throw new CliException(Exit.INVALID_PARAMETER, target + " is there already; --force replaces it");
            }
            return target;
        }
    }
}
