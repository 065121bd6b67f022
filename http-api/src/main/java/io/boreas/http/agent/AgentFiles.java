package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.state.LogFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of sandboxes, under the paths that Mesos's agents have for them: the sandbox's own, or
 * {@code /frameworks/<framework>/executors/<executor>/runs/latest}; a task of a built-in executor is below {@code tasks/<task>}
 * of it, and what its tasks share is in it. The output of a task is {@code stdout} and {@code stderr} in its sandbox, as in
 * Mesos, wherever it really is. The agent's own log is {@link LogFile#OF_AGENT}.
 */
final class AgentFiles {
    private static final Found FORBIDDEN = new Found.Refused(403, CallPermissions.REFUSAL);

    /** What agents call the folder of processes' output in a sandbox. */
    private static final String LOGS = ".logs";

    private final AgentGateway gateway;
    private final LogFile log;

    AgentFiles(AgentGateway gateway, LogFile log) {
        this.gateway = gateway;
        this.log = log;
    }

    /** What is said of it, or why not. */
    sealed interface Found {
        record Listed(List<SandboxAnswer.Entry> entries) implements Found {}

        record Part(long size, byte[] data) implements Found {}

        record Refused(int status, String text) implements Found {}
    }

    /** A sandbox that a path is in. */
    private record Place(String prefix, Optional<TaskId> task, String folder, Optional<String> account) {
        SandboxAnswer ask(AgentGateway gateway, SandboxQuery query) {
            return task.map(one -> gateway.sandbox(one, query)).orElseGet(() -> gateway.sandbox(folder, query));
        }

        String rest(String path) {
            var rest = path.substring(prefix.length());
            return rest.startsWith("/") ? rest.substring(1) : rest;
        }
    }

    /** Lists a folder. It reads files: it may block. */
    Found list(AgentState state, Permissions who, String path) {
        if (log.isMeant(LogFile.OF_AGENT, path)) {
            // Nothing is below a file. Source: Mesos, FilesProcess::browse, which is content with that.
            return who.may(Action.ACCESS_MESOS_LOGS) ? new Found.Listed(List.of()) : FORBIDDEN;
        }
        return found(state, who, path, (place, rest) -> {
            var answer = place.ask(gateway, new SandboxQuery.Browse(rest));
            if (!(answer instanceof SandboxAnswer.Entries(var entries)) || !rest.isEmpty()) {
                return answer;
            }
            var all = new ArrayList<>(entries);
            for (var stream : SandboxQuery.Stream.values()) {
                var name = name(stream);
                if (all.stream().noneMatch(entry -> entry.name().equals(name))
                        && output(place, stream, -1, 0) instanceof SandboxAnswer.Data data) {
                    var file = written(place, data.process(), name);
                    all.add(new SandboxAnswer.Entry(
                            name,
                            false,
                            data.end(),
                            file.map(SandboxAnswer.Entry::mode).orElse("-rw-r--r--"),
                            file.map(SandboxAnswer.Entry::modified).orElse(Instant.EPOCH),
                            file.flatMap(SandboxAnswer.Entry::ownership)));
                }
            }
            return new SandboxAnswer.Entries(all);
        });
    }

    /** What a process writes to now, in the folder of its last run; empty where that folder is not called as the process is. */
    private Optional<SandboxAnswer.Entry> written(Place place, String process, String stream) {
        var folder = LOGS + "/" + process;
        return entries(place, folder)
                .filter(run -> run.folder() && run.name().matches("[0-9]{1,9}"))
                .max(Comparator.comparingInt(run -> Integer.parseInt(run.name())))
                .flatMap(run -> entries(place, folder + "/" + run.name())
                        .filter(file -> file.name().equals(stream))
                        .findFirst());
    }

    private Stream<SandboxAnswer.Entry> entries(Place place, String folder) {
        return place.ask(gateway, new SandboxQuery.Browse(folder)) instanceof SandboxAnswer.Entries(var entries)
                ? entries.stream()
                : Stream.empty();
    }

    /**
     * Reads part of a file. It reads files: it may block.
     *
     * @param offset -1 asks only for the size
     * @param length -1 for as much as one answer holds
     */
    Found read(AgentState state, Permissions who, String path, long offset, long length) {
        if (log.isMeant(LogFile.OF_AGENT, path)) {
            return who.may(Action.ACCESS_MESOS_LOGS) ? log(offset, length) : FORBIDDEN;
        }
        int bytes = length < 0 ? LogFile.READ_BYTES_MAX : (int) Math.min(length, LogFile.READ_BYTES_MAX);
        return found(state, who, path, (place, rest) -> {
            var answer = place.ask(gateway, new SandboxQuery.Read(rest, offset, bytes));
            if (answer instanceof SandboxAnswer.Failed failed && failed.why() == SandboxAnswer.Why.NOT_FOUND) {
                for (var stream : SandboxQuery.Stream.values()) {
                    if (rest.equals(name(stream))) {
                        return output(place, stream, offset, bytes);
                    }
                }
            }
            return answer;
        });
    }

    private Found log(long offset, long length) {
        return switch (log.read(offset, length)) {
            case LogFile.Look.Part(long size, var data) -> new Found.Part(size, data);
            case LogFile.Look.Failed(var why) -> new Found.Refused(404, "The log of this agent: " + why);
        };
    }

    /** The name under which a file is saved. */
    String saved(String path) {
        return log.isMeant(LogFile.OF_AGENT, path) ? log.name() : path.substring(path.lastIndexOf('/') + 1);
    }

    /** What is served under which path: the log, and the sandboxes of executors that are held. */
    SortedMap<String, String> paths(AgentState state) {
        var paths = new TreeMap<String, String>();
        log.file().ifPresent(file -> paths.put(LogFile.OF_AGENT, file.toString()));
        for (var executor : state.executors()) {
            var directory = executor.directory().toString();
            paths.put(directory, directory);
            paths.put(latest(executor), directory);
        }
        return paths;
    }

    private static String latest(AgentExecutor executor) {
        return "/frameworks/" + executor.framework() + "/executors/" + executor.id() + "/runs/latest";
    }

    private SandboxAnswer output(Place place, SandboxQuery.Stream stream, long offset, int length) {
        return place.ask(gateway, new SandboxQuery.ReadLog("", stream, offset, length));
    }

    private static String name(SandboxQuery.Stream stream) {
        return switch (stream) {
            case STDOUT -> "stdout";
            case STDERR -> "stderr";
        };
    }

    private interface Look {
        SandboxAnswer in(Place place, String rest);
    }

    private Found found(AgentState state, Permissions who, String path, Look look) {
        var end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        var exact = path.substring(0, end);
        var place = place(state, exact);
        if (place.isEmpty()) {
            return new Found.Refused(404, "There is no file '" + path + "' on this agent");
        }
        if (!who.may(Action.ACCESS_SANDBOXES, place.get().account())) {
            return FORBIDDEN;
        }
        return switch (look.in(place.get(), place.get().rest(exact))) {
            case SandboxAnswer.Entries(var entries) -> new Found.Listed(entries);
            case SandboxAnswer.Data data -> new Found.Part(data.end(), data.bytes());
            case SandboxAnswer.Seen seen -> new Found.Refused(400, "'" + path + "' is no file");
            case SandboxAnswer.OfSession said -> new Found.Refused(400, "'" + path + "' is no file");
            case SandboxAnswer.Failed(var why, var message) ->
                switch (why) {
                    case NOT_FOUND -> new Found.Refused(404, message);
                    case BAD_PATH -> new Found.Refused(400, message);
                    case UNREADABLE -> new Found.Refused(500, message);
                };
        };
    }

    /** The sandbox a path is in: of what is held, or else by its folder. */
    private Optional<Place> place(AgentState state, String path) {
        for (var executor : state.executors()) {
            for (var prefix : List.of(executor.directory().toString(), latest(executor))) {
                if (!executor.isBuiltIn()) {
                    var place = new Place(prefix, Optional.of(executor.process()), "", executor.account());
                    if (isBelow(path, prefix)) {
                        return Optional.of(place);
                    }
                    continue;
                }
                for (var task : executor.tasks()) {
                    var own = prefix + "/tasks/" + task.row().id();
                    if (isBelow(path, own)) {
                        return Optional.of(new Place(own, Optional.of(task.key()), "", task.account()));
                    }
                }
                if (isBelow(path, prefix)) {
                    var folder = executor.directory().getFileName().toString();
                    return Optional.of(new Place(prefix, Optional.empty(), folder, executor.account()));
                }
            }
        }
        var all = gateway.sandboxes() + "/";
        if (!path.startsWith(all)) {
            return Optional.empty();
        }
        int slash = path.indexOf('/', all.length());
        var folder = path.substring(all.length(), slash < 0 ? path.length() : slash);
        return Optional.of(new Place(all + folder, Optional.empty(), folder, account(state, all + folder)));
    }

    /** Of a task in a built-in executor whose own sandbox is asked for. */
    private Optional<String> account(AgentState state, String directory) {
        return state.executors().stream()
                .flatMap(executor -> executor.tasks().stream())
                .filter(task -> gateway.directory(task.key()).toString().equals(directory))
                .findFirst()
                .flatMap(AgentExecutor.AgentTask::account);
    }

    private static boolean isBelow(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }
}
