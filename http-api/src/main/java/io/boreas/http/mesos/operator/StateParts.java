package io.boreas.http.mesos.operator;

import com.google.protobuf.Descriptors.Descriptor;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Master.Response;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.FrameworkRow;
import io.boreas.http.mesos.state.TaskRow;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The answers that grow with the cell, in parts. */
final class StateParts {
    private final CellState state;

    StateParts(CellState state) {
        this.state = state;
    }

    /** The answer to a call. */
    static List<Part> response(Response.Type type, Part body) {
        return List.of(new Part.Kind("type", Response.TYPE_FIELD_NUMBER, type.name(), type.getNumber()), body);
    }

    /** The event that begins a stream. */
    static List<Part> subscribed(Part state, double heartbeatSeconds) {
        var heartbeat = new Part.Seconds(
                "heartbeat_interval_seconds",
                Master.Event.Subscribed.HEARTBEAT_INTERVAL_SECONDS_FIELD_NUMBER,
                heartbeatSeconds);
        var type = Master.Event.Type.SUBSCRIBED;
        return List.of(
                new Part.Kind("type", Master.Event.TYPE_FIELD_NUMBER, type.name(), type.getNumber()),
                nested(Master.Event.getDescriptor(), "subscribed", List.of(state, heartbeat)));
    }

    /** All of it, in a message of this type. */
    Part state(Descriptor in) {
        var type = Response.GetState.getDescriptor();
        return nested(in, "get_state", List.of(tasks(type), executors(type), frameworks(type), agents(type)));
    }

    Part tasks(Descriptor in) {
        var type = Response.GetTasks.getDescriptor();
        return nested(
                in,
                "get_tasks",
                List.of(
                        items(type, "tasks", () -> tasks(FrameworkRow::tasks)),
                        items(type, "unreachable_tasks", () -> tasks(FrameworkRow::unreachable)),
                        items(type, "completed_tasks", () -> tasks(FrameworkRow::ended))));
    }

    private Stream<Mesos.Task> tasks(Function<FrameworkRow, List<TaskRow>> which) {
        return state.frameworks().stream()
                .flatMap(row -> which.apply(row).stream())
                .map(StateMessages::task);
    }

    Part executors(Descriptor in) {
        return nested(
                in,
                "get_executors",
                List.of(items(Response.GetExecutors.getDescriptor(), "executors", () -> state.frameworks().stream()
                        .flatMap(row -> row.executors().stream())
                        .map(StateMessages::executor))));
    }

    Part frameworks(Descriptor in) {
        var type = Response.GetFrameworks.getDescriptor();
        return nested(
                in,
                "get_frameworks",
                List.of(
                        items(type, "frameworks", () -> frameworks(false)),
                        items(type, "completed_frameworks", () -> frameworks(true))));
    }

    private Stream<Response.GetFrameworks.Framework> frameworks(boolean completed) {
        return state.frameworks().stream()
                .filter(row -> row.completed() == completed)
                .map(StateMessages::framework);
    }

    Part agents(Descriptor in) {
        return nested(
                in,
                "get_agents",
                List.of(items(Response.GetAgents.getDescriptor(), "agents", () -> state.registered().stream()
                        .map(StateMessages::agent))));
    }

    private static Part nested(Descriptor in, String name, List<Part> parts) {
        return new Part.Nested(name, in.findFieldByName(name).getNumber(), parts);
    }

    private static Part items(Descriptor in, String name, Part.Items.Source items) {
        return new Part.Items(name, in.findFieldByName(name).getNumber(), items);
    }
}
