package io.boreas.persistence.codec;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.Hosted;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Work;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What frameworks have on agents, in events and snapshots; see {@code boreas/journal/v1/agent.proto}. */
final class HostedValues {
    private static final CodeTable<FrameworkExecutor.Kind> KINDS =
            new CodeTable<>(FrameworkExecutor.Kind.class, FrameworkExecutor.Kind::code);

    private HostedValues() {}

    static void write(Encoder out, AgentEvent.OfFramework event) {
        switch (event) {
            case AgentEvent.WorkLaunched e -> {
                int mark = out.begin(11);
                write(out, 1, e.work());
                e.starting().ifPresent(executor -> write(out, 2, executor));
                out.moment(3, e.at());
                out.end(mark);
            }
            case AgentEvent.Converted e -> {
                int mark = out.begin(12);
                out.resources(1, e.consumed());
                out.resources(2, e.made());
                out.moment(3, e.at());
                out.end(mark);
            }
            case AgentEvent.ExecutorStopRequested e -> {
                int mark = out.begin(13);
                write(out, 1, e.executor());
                out.moment(2, e.at());
                out.end(mark);
            }
            case AgentEvent.ExecutorEnded e -> {
                int mark = out.begin(14);
                write(out, 1, e.executor());
                out.number(2, e.status());
                out.moment(3, e.at());
                out.end(mark);
            }
            case AgentEvent.VolumesDeleted e -> {
                int mark = out.begin(20);
                out.number(1, e.upTo());
                out.moment(2, e.at());
                out.end(mark);
            }
        }
    }

    static void write(Encoder out, Hosted hosted) {
        out.resources(11, hosted.converted());
        hosted.works().forEachValue(work -> write(out, 12, work));
        hosted.executors().forEachValue(executor -> write(out, 13, executor));
    }

    static void write(Encoder out, int field, HostedExecutor executor) {
        int mark = out.begin(field);
        write(out, 1, executor.key());
        write(out, 2, executor.executor());
        out.text(3, executor.role().name());
        out.moment(4, executor.startedAt());
        out.flag(5, executor.stopping());
        out.end(mark);
    }

    static void write(Encoder out, int field, ExecutorRun run) {
        int mark = out.begin(field);
        write(out, 1, run.key());
        out.moment(2, run.startedAt());
        out.end(mark);
    }

    static ExecutorRun run(Decoder in) {
        @Nullable ExecutorKey key = null;
        long startedAt = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> key = key(in);
                case 2 -> startedAt = in.signed();
                default -> in.unknown("ExecutorRun");
            }
        }
        in.close(outer);
        return new ExecutorRun(in.required(key, "an executor's key"), in.moment(startedAt));
    }

    static AgentEvent workLaunched(Decoder in) {
        @Nullable Work work = null;
        var starting = Optional.<FrameworkExecutor>empty();
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> work = work(in);
                case 2 -> starting = Optional.of(executor(in));
                case 3 -> at = in.signed();
                default -> in.unknown("WorkLaunched");
            }
        }
        in.close(outer);
        return new AgentEvent.WorkLaunched(in.required(work, "WorkLaunched.work"), starting, in.moment(at));
    }

    static AgentEvent converted(Decoder in) {
        var consumed = Resources.empty();
        var made = Resources.empty();
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> consumed = in.resources();
                case 2 -> made = in.resources();
                case 3 -> at = in.signed();
                default -> in.unknown("Converted");
            }
        }
        in.close(outer);
        return new AgentEvent.Converted(consumed, made, in.moment(at));
    }

    static AgentEvent stopRequested(Decoder in) {
        @Nullable ExecutorKey executor = null;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> executor = key(in);
                case 2 -> at = in.signed();
                default -> in.unknown("ExecutorStopRequested");
            }
        }
        in.close(outer);
        return new AgentEvent.ExecutorStopRequested(
                in.required(executor, "ExecutorStopRequested.executor"), in.moment(at));
    }

    static AgentEvent ended(Decoder in) {
        @Nullable ExecutorKey executor = null;
        int status = 0;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> executor = key(in);
                case 2 -> status = in.int32();
                case 3 -> at = in.signed();
                default -> in.unknown("ExecutorEnded");
            }
        }
        in.close(outer);
        return new AgentEvent.ExecutorEnded(in.required(executor, "ExecutorEnded.executor"), status, in.moment(at));
    }

    static void write(Encoder out, int field, Work work) {
        int mark = out.begin(field);
        out.text(1, work.key().value());
        out.text(2, work.framework().value());
        out.text(3, work.id().value());
        out.text(4, work.name());
        out.text(5, work.role().name());
        out.resources(6, work.resources());
        work.executor().ifPresent(id -> out.present(7, out.index(id)));
        work.killGrace().ifPresent(grace -> out.present(8, grace.toNanos()));
        work.group().ifPresent(first -> out.text(9, first.value()));
        out.bytes(10, work.info().bytes());
        out.flag(11, work.unsent());
        work.command().ifPresent(spec -> out.spec(12, spec));
        out.end(mark);
    }

    static Work work(Decoder in) {
        @Nullable TaskId key = null;
        @Nullable FrameworkId framework = null;
        @Nullable TaskId id = null;
        String name = "";
        String role = "";
        var resources = Resources.empty();
        var executor = Optional.<String>empty();
        var grace = Optional.<Duration>empty();
        var group = Optional.<TaskId>empty();
        var info = Payload.NONE;
        boolean unsent = false;
        var command = Optional.<TaskSpec>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> key = in.task();
                case 2 -> framework = in.framework();
                case 3 -> id = in.task();
                case 4 -> name = in.sharedText();
                case 5 -> role = in.sharedText();
                case 6 -> resources = in.resources();
                case 7 -> executor = Optional.of(in.sharedText());
                case 8 -> grace = Optional.of(in.duration());
                case 9 -> group = Optional.of(in.task());
                case 10 -> info = Payload.of(in.byteArray());
                case 11 -> unsent = in.bool();
                case 12 -> command = Optional.of(in.spec());
                default -> in.unknown("Work");
            }
        }
        in.close(outer);
        return new Work(
                in.required(key, "a work's key"),
                in.required(framework, "a work's framework"),
                in.required(id, "a work's id"),
                name,
                new Role(role),
                resources,
                command,
                executor,
                grace,
                group,
                info,
                unsent);
    }

    static HostedExecutor hostedExecutor(Decoder in) {
        @Nullable ExecutorKey key = null;
        @Nullable FrameworkExecutor executor = null;
        String role = "";
        long startedAt = 0;
        boolean stopping = false;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> key = key(in);
                case 2 -> executor = executor(in);
                case 3 -> role = in.sharedText();
                case 4 -> startedAt = in.signed();
                case 5 -> stopping = in.bool();
                default -> in.unknown("HostedExecutor");
            }
        }
        in.close(outer);
        return new HostedExecutor(
                in.required(key, "an executor's key"),
                in.required(executor, "an executor"),
                new Role(role),
                in.moment(startedAt),
                stopping);
    }

    private static void write(Encoder out, int field, FrameworkExecutor executor) {
        int mark = out.begin(field);
        out.text(1, executor.id());
        out.number(2, executor.kind().code());
        out.resources(3, executor.resources());
        out.bytes(4, executor.info().bytes());
        out.end(mark);
    }

    private static FrameworkExecutor executor(Decoder in) {
        String id = "";
        int kind = 0;
        var resources = Resources.empty();
        var info = Payload.NONE;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> id = in.sharedText();
                case 2 -> kind = in.int32();
                case 3 -> resources = in.resources();
                case 4 -> info = Payload.of(in.byteArray());
                default -> in.unknown("FrameworkExecutor");
            }
        }
        in.close(outer);
        return new FrameworkExecutor(id, KINDS.of(kind), resources, info);
    }

    static void write(Encoder out, int field, ExecutorKey key) {
        int mark = out.begin(field);
        out.text(1, key.framework().value());
        out.text(2, key.executor());
        out.end(mark);
    }

    static ExecutorKey key(Decoder in) {
        @Nullable FrameworkId framework = null;
        String executor = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> framework = in.framework();
                case 2 -> executor = in.sharedText();
                default -> in.unknown("ExecutorKey");
            }
        }
        in.close(outer);
        return new ExecutorKey(in.required(framework, "an executor's framework"), executor);
    }
}
