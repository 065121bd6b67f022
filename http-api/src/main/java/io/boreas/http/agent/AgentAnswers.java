package io.boreas.http.agent;

import com.google.protobuf.ByteString;
import io.boreas.agent.gateway.AgentGateway;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.operator.StateMessages;
import io.boreas.http.mesos.operator.Verbosity;
import io.boreas.http.mesos.proto.Agent.Call;
import io.boreas.http.mesos.proto.Agent.Response;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.ContainerMessages;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.server.Answers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What an agent answers operators, as messages. */
final class AgentAnswers {
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;
    private static final int FILE = 0100000;

    private AgentAnswers() {}

    static Response.Builder flags(SortedMap<String, String> flags) {
        var out = Response.GetFlags.newBuilder();
        flags.forEach((name, value) ->
                out.addFlags(Mesos.Flag.newBuilder().setName(name).setValue(value)));
        return response(Response.Type.GET_FLAGS).setGetFlags(out);
    }

    static Response.Builder metrics(SortedMap<String, Double> values) {
        var out = Response.GetMetrics.newBuilder();
        values.forEach((name, value) -> out.addMetricsBuilder().setName(name).setValue(value));
        return response(Response.Type.GET_METRICS).setGetMetrics(out);
    }

    static Response.Builder loggingLevel(int level) {
        return response(Response.Type.GET_LOGGING_LEVEL)
                .setGetLoggingLevel(Response.GetLoggingLevel.newBuilder().setLevel(level));
    }

    static HttpResponse setLoggingLevel(Verbosity verbosity, Call.SetLoggingLevel asked) {
        if (verbosity.isFixed()) {
            return Answers.text(501, "What this program logs cannot be changed while it runs");
        }
        if (asked.getLevel() < 0) { // above what 31 bits hold
            return Answers.text(
                    400, "The level " + Integer.toUnsignedString(asked.getLevel()) + " is above " + Integer.MAX_VALUE);
        }
        if (asked.getDuration().getNanoseconds() < 0) {
            return Answers.text(400, "The duration is negative");
        }
        verbosity.set(asked.getLevel(), Duration.ofNanos(asked.getDuration().getNanoseconds()));
        return Answers.text(200, "");
    }

    /** Operations are the master's: none is ever pending here. */
    static Response.Builder operations() {
        return response(Response.Type.GET_OPERATIONS).setGetOperations(Response.GetOperations.newBuilder());
    }

    static Response.Builder executors(AgentState state) {
        return response(Response.Type.GET_EXECUTORS).setGetExecutors(getExecutors(state));
    }

    static Response.Builder tasks(AgentState state) {
        return response(Response.Type.GET_TASKS).setGetTasks(getTasks(state));
    }

    static Response.Builder frameworks(AgentState state) {
        return response(Response.Type.GET_FRAMEWORKS).setGetFrameworks(getFrameworks(state));
    }

    static Response.Builder state(AgentState state) {
        return response(Response.Type.GET_STATE)
                .setGetState(Response.GetState.newBuilder()
                        .setGetTasks(getTasks(state))
                        .setGetExecutors(getExecutors(state))
                        .setGetFrameworks(getFrameworks(state)));
    }

    /** Command tasks have no executor that anybody described: Mesos leaves those of its own out, too. */
    private static Response.GetExecutors getExecutors(AgentState state) {
        var out = Response.GetExecutors.newBuilder();
        for (var executor : state.executors()) {
            executor.info().ifPresent(info -> {
                var said = Response.GetExecutors.Executor.newBuilder().setExecutorInfo(info);
                if (executor.ended()) {
                    out.addCompletedExecutors(said);
                } else {
                    out.addExecutors(said);
                }
            });
        }
        return out.build();
    }

    private static Response.GetTasks getTasks(AgentState state) {
        var out = Response.GetTasks.newBuilder();
        for (var executor : state.executors()) {
            executor.queued().forEach(row -> out.addQueuedTasks(StateMessages.task(row)));
            executor.launched().forEach(row -> out.addLaunchedTasks(StateMessages.task(row)));
            executor.terminated().forEach(row -> out.addTerminatedTasks(StateMessages.task(row)));
        }
        return out.build();
    }

    private static Response.GetFrameworks getFrameworks(AgentState state) {
        var out = Response.GetFrameworks.newBuilder();
        state.frameworks().forEach((id, info) -> {
            var said = Response.GetFrameworks.Framework.newBuilder().setFrameworkInfo(info);
            if (state.isActive(id)) {
                out.addFrameworks(said);
            } else {
                out.addCompletedFrameworks(said);
            }
        });
        return out.build();
    }

    /** @param nested those within others that are shown, too */
    static Response.Builder containers(
            AgentGateway gateway, AgentState state, List<ContainerName> nested, Permissions who, Instant now) {
        var out = Response.GetContainers.newBuilder();
        var seen = containersOf(state, who);
        for (var executor : seen) {
            out.addContainersBuilder()
                    .setFrameworkId(FrameworkMessages.id(executor.framework()))
                    .setExecutorId(Mesos.ExecutorID.newBuilder().setValue(executor.id()))
                    .setExecutorName(executor.name())
                    .setContainerId(container(executor))
                    .setContainerStatus(Mesos.ContainerStatus.newBuilder().setContainerId(container(executor)))
                    .setResourceStatistics(ContainerStatistics.of(gateway, executor, now));
        }
        for (var name : nested) {
            seen.stream()
                    .filter(executor -> executor.holds(name))
                    .findFirst()
                    .ifPresent(executor -> out.addContainersBuilder()
                            .setFrameworkId(FrameworkMessages.id(executor.framework()))
                            .setExecutorId(Mesos.ExecutorID.newBuilder().setValue(executor.id()))
                            .setExecutorName(executor.name())
                            .setContainerId(ContainerMessages.id(name))
                            .setContainerStatus(
                                    Mesos.ContainerStatus.newBuilder().setContainerId(ContainerMessages.id(name))));
        }
        return response(Response.Type.GET_CONTAINERS).setGetContainers(out);
    }

    static Mesos.ContainerID container(AgentExecutor executor) {
        return Mesos.ContainerID.newBuilder().setValue(executor.container()).build();
    }

    /** What runs, and may be seen. */
    static List<AgentExecutor> containersOf(AgentState state, Permissions who) {
        return state.executors().stream()
                .filter(executor -> !executor.ended() && who.may(Action.VIEW_CONTAINERS, executor.account()))
                .toList();
    }

    static Response.Builder files(String path, List<SandboxAnswer.Entry> entries) {
        var out = Response.ListFiles.newBuilder();
        entries.forEach(entry -> {
            var info = out.addFileInfosBuilder()
                    .setPath(below(path, entry.name()))
                    .setSize(entry.bytes())
                    .setMtime(Mesos.TimeInfo.newBuilder()
                            .setNanoseconds(Duration.ofMillis(entry.modified().toEpochMilli())
                                    .toNanos()))
                    .setMode(mode(entry.mode()));
            entry.ownership().ifPresent(ownership -> info.setNlink(ownership.links())
                    .setUid(ownership.user())
                    .setGid(ownership.group()));
        });
        return response(Response.Type.LIST_FILES).setListFiles(out);
    }

    static String below(String path, String name) {
        return path.endsWith("/") ? path + name : path + "/" + name;
    }

    /** The mode that {@code ls} shows as these ten characters. */
    static int mode(String shown) {
        int mode =
                switch (shown.charAt(0)) {
                    case 'd' -> FOLDER;
                    case 'l' -> LINK;
                    case '-' -> FILE;
                    default -> 0;
                };
        for (int i = 1; i < shown.length(); i++) {
            mode |= shown.charAt(i) == '-' ? 0 : 1 << (shown.length() - 1 - i);
        }
        return mode;
    }

    static Response.Builder file(long size, byte[] data) {
        return response(Response.Type.READ_FILE)
                .setReadFile(Response.ReadFile.newBuilder().setSize(size).setData(ByteString.copyFrom(data)));
    }

    private static Response.Builder response(Response.Type type) {
        return Response.newBuilder().setType(type);
    }
}
