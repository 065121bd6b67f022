package io.boreas.http.event;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.FeedRecord;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.id.Cause;
import io.boreas.core.id.Owner;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.Placement;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.task.TaskReason;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Writes journaled events as server-sent events. Source of the form: WHATWG HTML, section 9.2.
 *
 * <p>{@code job} events change a job, {@code task} events the state of an instance as its job sees it; {@code agent} events change
 * an agent, {@code run} events a task as its agent's group sees it, {@code lease} events what an offer holds. What the groups
 * note for themselves (acknowledgements, pruned history) is not an event here.
 */
final class EventEncoder {
    /** The types there are. */
    static final List<String> TYPES = List.of("job", "task", "agent", "run", "lease", "registry", "framework");

    private EventEncoder() {}

    /** What an event says. */
    private record Told(String type, String job, Instant at, JsonBody fields) {}

    /** Encodes each event of a record. */
    static void encode(FeedRecord record, Consumer<CellEvent> consumer) {
        int index = 0;
        for (var recorded : record.batch().events()) {
            var at = new EventPosition(record.position(), index++);
            told(recorded, record.batch().at()).ifPresent(told -> consumer.accept(event(at, recorded.cause(), told)));
        }
    }

    private static CellEvent event(EventPosition at, Cause cause, Told told) {
        return new CellEvent(at, told.type(), told.job(), () -> frame(at, cause, told));
    }

    private static byte[] frame(EventPosition at, Cause cause, Told told) {
        var json = Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("id", at.toString());
            out.writeStringField("time", told.at().toString());
            if (!told.job().isEmpty()) {
                out.writeStringField("job", told.job());
            }
            told.fields().write(out);
            out.writeObjectFieldStart("cause");
            if (cause.isRepeatable()) {
                out.writeStringField("command", cause.command());
            }
            out.writeStringField("principal", cause.principal());
            out.writeEndObject();
            out.writeEndObject();
        });
        var head = ("id: " + at + "\nevent: " + told.type() + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
        var frame = Arrays.copyOf(head, head.length + json.length + 2);
        System.arraycopy(json, 0, frame, head.length, json.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    private static Optional<Told> told(Recorded<?, ?> recorded, Instant at) {
        var aggregate = recorded.aggregate().toString();
        return switch (recorded.event()) {
            case JobEvent event -> told(aggregate, event, at);
            case AgentEvent event -> told(aggregate, event, at);
            case RegistryEvent event -> Optional.of(told(event, at));
            case FrameworkEvent event -> told(aggregate, event, at);
            default ->
                throw new IllegalStateException(
                        "no door knows " + recorded.event().getClass());
        };
    }

    private static Optional<Told> told(String job, JobEvent event, Instant at) {
        return switch (event) {
            case JobEvent.Created created ->
                Optional.of(new Told("job", job, created.at(), out -> {
                    out.writeStringField("change", "created");
                    out.writeNumberField("instances", created.spec().instances());
                }));
            case JobEvent.InstancesAdded added ->
                Optional.of(new Told("job", job, added.at(), out -> {
                    out.writeStringField("change", "instances-added");
                    out.writeNumberField("template", added.template());
                    out.writeNumberField("first", added.first());
                    out.writeNumberField("count", added.count());
                }));
            case JobEvent.PlacesChosen chosen -> Optional.of(placesChosen(job, chosen));
            case JobEvent.PlaceRefused refused ->
                Optional.of(new Told("job", job, refused.at(), out -> {
                    out.writeStringField("change", "place-refused");
                    out.writeNumberField("instance", refused.instance());
                    out.writeStringField("taskId", refused.task().value());
                    out.writeStringField("message", refused.message());
                }));
            case JobEvent.Moved moved -> Optional.of(moved(job, moved));
            case JobEvent.Rescheduled again -> Optional.of(rescheduled(job, again));
            case JobEvent.Withdrawn withdrawn ->
                Optional.of(new Told("task", job, at, out -> {
                    out.writeStringField("change", "withdrawn");
                    out.writeNumberField("instance", withdrawn.instance());
                    out.writeStringField("taskId", withdrawn.task().value());
                }));
            case JobEvent.KillOwed owed ->
                Optional.of(new Told("job", job, at, out -> {
                    out.writeStringField("change", "kill-owed");
                    out.writeStringField("taskId", owed.task().value());
                    out.writeStringField("agentId", owed.agent().value());
                }));
            case JobEvent.NoticeNoted n -> Optional.empty();
            case JobEvent.KillsTaken k -> Optional.empty();
            case JobEvent.HistoryPruned h -> Optional.empty();
        };
    }

    private static Told placesChosen(String job, JobEvent.PlacesChosen chosen) {
        return new Told("job", job, chosen.at(), out -> {
            out.writeStringField("change", "places-chosen");
            out.writeArrayFieldStart("places");
            for (var choice : chosen.choices()) {
                out.writeStartObject();
                out.writeNumberField("instance", choice.instance());
                out.writeStringField("taskId", choice.task().value());
                out.writeStringField("agentId", choice.agent().value());
                out.writeStringField("host", choice.host());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    private static Told moved(String job, JobEvent.Moved moved) {
        return new Told("task", job, moved.at(), out -> {
            out.writeStringField("change", "moved");
            out.writeNumberField("instance", moved.instance());
            out.writeStringField("taskId", moved.task().value());
            out.writeStringField("state", moved.to().name());
            out.writeStringField("message", moved.message());
            out.writeBooleanField("failed", moved.failed());
            if (moved.placement().isPresent()) {
                write(moved.placement().get(), out);
            }
        });
    }

    private static Told rescheduled(String job, JobEvent.Rescheduled again) {
        boolean throttled = again.throttledUntil().isAfter(Instant.EPOCH);
        return new Told("task", job, again.at(), out -> {
            out.writeStringField("change", "rescheduled");
            out.writeNumberField("instance", again.instance());
            out.writeStringField("ancestor", again.ancestor().value());
            out.writeStringField("state", throttled ? "THROTTLED" : "PENDING");
            out.writeNumberField("flaps", again.flaps());
            if (throttled) {
                out.writeStringField("throttledUntil", again.throttledUntil().toString());
            }
        });
    }

    private static Optional<Told> told(String agent, AgentEvent event, Instant at) {
        return switch (event) {
            case AgentEvent.Registered registered ->
                Optional.of(new Told("agent", "", registered.at(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "registered");
                    out.writeStringField("host", registered.info().hostname());
                    out.writeNumberField("incarnation", registered.incarnation());
                }));
            case AgentEvent.BecameUnreachable lost ->
                Optional.of(new Told("agent", "", lost.at(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "unreachable");
                    out.writeStringField("message", lost.message());
                }));
            case AgentEvent.TaskLaunched launched -> Optional.of(launched(agent, launched));
            case AgentEvent.TaskObserved observed -> Optional.of(observed(agent, observed));
            case AgentEvent.KillRequested kill ->
                Optional.of(new Told("run", "", kill.at(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "kill-requested");
                    out.writeStringField("taskId", kill.order().task().value());
                }));
            case AgentEvent.NoticesAcknowledged n -> Optional.empty();
            case AgentEvent.Leased leased ->
                Optional.of(new Told("lease", "", leased.lease().grantedAt(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "granted");
                    out.writeStringField("offerId", leased.lease().offer().value());
                    out.writeStringField(
                            "frameworkId", leased.lease().framework().value());
                    out.writeStringField("resources", leased.lease().resources().toString());
                }));
            case AgentEvent.LeaseEnded ended ->
                Optional.of(new Told("lease", "", at, out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "ended");
                    out.writeStringField("offerId", ended.offer().value());
                    out.writeStringField("message", ended.message());
                }));
            case AgentEvent.Oversubscribed oversubscribed ->
                Optional.of(new Told("agent", "", oversubscribed.at(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "oversubscribed");
                    out.writeStringField("revocable", oversubscribed.revocable().toString());
                }));
            case AgentEvent.OfFramework other -> Optional.of(ofFramework(agent, other));
            case AgentEvent.OfOperator other -> Optional.of(ofOperator(agent, other));
        };
    }

    private static Told ofOperator(String agent, AgentEvent.OfOperator event) {
        return switch (event) {
            case AgentEvent.Deactivated(var at) -> duty(agent, "deactivated", at);
            case AgentEvent.Reactivated(var at) -> duty(agent, "reactivated", at);
            case AgentEvent.DrainStarted(var terms) -> duty(agent, "draining", terms.since());
            case AgentEvent.Drained(var at) -> duty(agent, "drained", at);
            case AgentEvent.DeclaredGone gone -> duty(agent, "gone", gone.at());
        };
    }

    /** Changes of the framework itself; what its tasks do is told as runs. */
    private static Optional<Told> told(String framework, FrameworkEvent event, Instant at) {
        return switch (event) {
            case FrameworkEvent.Subscribed e -> Optional.of(framework(framework, "subscribed", e.at()));
            case FrameworkEvent.Updated e -> Optional.of(framework(framework, "updated", e.at()));
            case FrameworkEvent.Disconnected e -> Optional.of(framework(framework, "disconnected", e.at()));
            case FrameworkEvent.Removed e -> Optional.of(framework(framework, "removed", e.at()));
            case FrameworkEvent.Forgotten e -> Optional.of(framework(framework, "forgotten", at));
            case FrameworkEvent.Noticed e -> Optional.empty();
            case FrameworkEvent.Acknowledged e -> Optional.empty();
            case FrameworkEvent.AckTaken e -> Optional.empty();
            case FrameworkEvent.KillOwed e -> Optional.empty();
            case FrameworkEvent.KillTaken e -> Optional.empty();
            case FrameworkEvent.RemovalOwed e -> Optional.empty();
            case FrameworkEvent.RemovalTaken e -> Optional.empty();
        };
    }

    private static Told framework(String framework, String change, Instant at) {
        return new Told("framework", "", at, out -> {
            out.writeStringField("frameworkId", framework);
            out.writeStringField("change", change);
        });
    }

    private static Told told(RegistryEvent event, Instant at) {
        var change =
                switch (event) {
                    case RegistryEvent.WeightsUpdated e -> "weights-updated";
                    case RegistryEvent.QuotasUpdated e -> "quotas-updated";
                    case RegistryEvent.ScheduleUpdated e -> "schedule-updated";
                    case RegistryEvent.MaintenanceStarted e -> "maintenance-started";
                    case RegistryEvent.MaintenanceStopped e -> "maintenance-stopped";
                    case RegistryEvent.RisesTaken e -> "machines-up";
                };
        return new Told("registry", "", at, out -> out.writeStringField("change", change));
    }

    private static Told duty(String agent, String change, Instant at) {
        return new Told("agent", "", at, out -> {
            out.writeStringField("agentId", agent);
            out.writeStringField("change", change);
        });
    }

    private static Told ofFramework(String agent, AgentEvent.OfFramework event) {
        return switch (event) {
            case AgentEvent.WorkLaunched launched ->
                new Told("run", "", launched.at(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "launched");
                    out.writeStringField("taskId", launched.work().key().value());
                    out.writeStringField(
                            "frameworkId", launched.work().framework().value());
                });
            case AgentEvent.Converted converted ->
                new Told("agent", "", converted.at(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "resources-converted");
                    out.writeStringField("consumed", converted.consumed().toString());
                    out.writeStringField("made", converted.made().toString());
                });
            case AgentEvent.ExecutorStopRequested stop ->
                new Told(
                        "agent",
                        "",
                        stop.at(),
                        out -> executor(agent, "executor-stop-requested", stop.executor(), out));
            case AgentEvent.ExecutorEnded ended ->
                new Told("agent", "", ended.at(), out -> executor(agent, "executor-ended", ended.executor(), out));
            case AgentEvent.VolumesDeleted deleted ->
                new Told("agent", "", deleted.at(), out -> {
                    out.writeStringField("agentId", agent);
                    out.writeStringField("change", "volumes-deleted");
                });
        };
    }

    private static void executor(String agent, String change, ExecutorKey executor, JsonGenerator out)
            throws IOException {
        out.writeStringField("agentId", agent);
        out.writeStringField("change", change);
        out.writeStringField("frameworkId", executor.framework().value());
        out.writeStringField("executorId", executor.executor());
    }

    private static Told launched(String agent, AgentEvent.TaskLaunched launched) {
        var job =
                switch (launched.owner()) {
                    case Owner.JobInstance(var key, int instance) -> key.toString();
                    case Owner.Framework f -> "";
                };
        return new Told("run", job, launched.at(), out -> {
            out.writeStringField("agentId", agent);
            out.writeStringField("change", "launched");
            out.writeStringField("taskId", launched.task().value());
            switch (launched.owner()) {
                case Owner.JobInstance(var key, int instance) -> out.writeNumberField("instance", instance);
                case Owner.Framework(var framework) -> out.writeStringField("frameworkId", framework.value());
            }
            writePorts(launched.ports(), out);
        });
    }

    private static Told observed(String agent, AgentEvent.TaskObserved observed) {
        var status = observed.status();
        return new Told("run", "", status.at(), out -> {
            out.writeStringField("agentId", agent);
            out.writeStringField("change", "observed");
            out.writeStringField("taskId", observed.task().value());
            out.writeStringField("state", status.state().name());
            if (status.reason() != TaskReason.NONE) {
                out.writeStringField("reason", status.reason().name());
            }
            out.writeStringField("source", status.source().name());
            out.writeStringField("message", status.message());
        });
    }

    private static void write(Placement placement, JsonGenerator out) throws IOException {
        out.writeStringField("agentId", placement.agent().value());
        out.writeStringField("host", placement.host());
        writePorts(placement.ports(), out);
    }

    private static void writePorts(SortedMap<String, Integer> ports, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("ports");
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            out.writeNumberField(port.getKey(), port.getValue());
        }
        out.writeEndObject();
    }
}
