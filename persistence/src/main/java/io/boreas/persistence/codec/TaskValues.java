package io.boreas.persistence.codec;

import io.boreas.core.check.CheckStatus;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Placement;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Attribute;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is said of tasks and agents in events, states and link messages alike; see {@code boreas/v1/values.proto}. */
final class TaskValues {
    static final CodeTable<TaskState> STATES = new CodeTable<>(TaskState.class, TaskState::code);
    private static final CodeTable<TaskReason> REASONS = new CodeTable<>(TaskReason.class, TaskReason::code);
    private static final CodeTable<StatusSource> SOURCES = new CodeTable<>(StatusSource.class, StatusSource::code);

    private static final int ILL = 1;
    private static final int WELL = 2;

    private TaskValues() {}

    static void write(Encoder out, int field, TaskStatus status) {
        int mark = out.begin(field);
        out.number(1, status.state().code());
        out.number(2, status.reason().code() + 1);
        out.number(3, status.source().code());
        out.text(4, status.message());
        out.moment(5, status.at());
        if (status.said().size() > 0) {
            out.bytes(6, status.said().bytes());
        }
        status.healthy().ifPresent(healthy -> out.number(7, healthy ? WELL : ILL));
        status.checked().ifPresent(checked -> CheckValues.write(out, 8, checked));
        out.end(mark);
    }

    static TaskStatus status(Decoder in) {
        int state = 0;
        int reason = 0;
        int source = 0;
        String message = "";
        long at = 0;
        var said = Payload.NONE;
        var healthy = Optional.<Boolean>empty();
        var checked = Optional.<CheckStatus>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> state = in.int32();
                case 2 -> reason = in.int32();
                case 3 -> source = in.int32();
                case 4 -> message = in.sharedText();
                case 5 -> at = in.signed();
                case 6 -> said = Payload.of(in.byteArray());
                case 7 -> healthy = Optional.of(in.int32() == WELL);
                case 8 -> checked = Optional.of(CheckValues.status(in));
                default -> in.unknown("TaskStatus");
            }
        }
        in.close(outer);
        return new TaskStatus(
                STATES.of(state),
                REASONS.of(reason - 1),
                SOURCES.of(source),
                message,
                in.moment(at),
                said,
                healthy,
                checked);
    }

    static void write(Encoder out, int field, KillOrder order) {
        int mark = out.begin(field);
        out.text(1, order.task().value());
        out.duration(2, order.grace());
        out.text(3, order.message());
        out.end(mark);
    }

    static KillOrder killOrder(Decoder in) {
        @Nullable TaskId task = null;
        var grace = Duration.ZERO;
        String message = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> grace = in.duration();
                case 3 -> message = in.sharedText();
                default -> in.unknown("KillOrder");
            }
        }
        in.close(outer);
        return new KillOrder(in.required(task, "the task of a kill"), grace, message);
    }

    static void write(Encoder out, int field, StatusAck ack) {
        int mark = out.begin(field);
        out.text(1, ack.task().value());
        out.number(2, ack.sequence());
        out.end(mark);
    }

    static StatusAck ack(Decoder in) {
        @Nullable TaskId task = null;
        long sequence = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> sequence = in.int64();
                default -> in.unknown("StatusAck");
            }
        }
        in.close(outer);
        return new StatusAck(in.required(task, "the task of an acknowledgement"), sequence);
    }

    static void write(Encoder out, int field, Owner owner) {
        int mark = out.begin(field);
        switch (owner) {
            case Owner.JobInstance(var job, int instance) -> {
                out.job(1, job);
                out.number(2, instance);
            }
            case Owner.Framework(var framework) -> out.text(3, framework.value());
        }
        out.end(mark);
    }

    static Owner owner(Decoder in) {
        @Nullable JobKey job = null;
        int instance = 0;
        @Nullable FrameworkId framework = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> job = in.job();
                case 2 -> instance = in.int32();
                case 3 -> framework = in.framework();
                default -> in.unknown("Owner");
            }
        }
        in.close(outer);
        return job != null
                ? new Owner.JobInstance(job, instance)
                : new Owner.Framework(in.required(framework, "an owner's job or framework"));
    }

    static void ports(Encoder out, int field, SortedMap<String, Integer> ports) {
        if (!ports.isEmpty()) {
            ports.forEach((name, number) -> {
                int mark = out.begin(field);
                out.text(1, name);
                out.number(2, number);
                out.end(mark);
            });
        }
    }

    /** The ports taken so far and one more. */
    static SortedMap<String, Integer> port(Decoder in, SortedMap<String, Integer> ports) {
        String name = "";
        int number = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> number = in.int32();
                default -> in.unknown("Port");
            }
        }
        in.close(outer);
        var more = ports.isEmpty() ? new TreeMap<String, Integer>() : ports;
        more.put(name, number);
        return more;
    }

    /** Ports that nobody changes any more. */
    static SortedMap<String, Integer> finished(SortedMap<String, Integer> ports) {
        return ports.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(ports);
    }

    static void write(Encoder out, int field, Placement placement) {
        int mark = out.begin(field);
        out.text(1, placement.agent().value());
        out.text(2, placement.host());
        ports(out, 3, placement.ports());
        out.end(mark);
    }

    static Placement placement(Decoder in) {
        @Nullable AgentId agent = null;
        String host = "";
        SortedMap<String, Integer> ports = Collections.emptySortedMap();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> agent = in.agent();
                case 2 -> host = in.sharedText();
                case 3 -> ports = port(in, ports);
                default -> in.unknown("Placement");
            }
        }
        in.close(outer);
        return new Placement(in.required(agent, "the agent of a placement"), host, ports);
    }

    static void write(Encoder out, int field, AgentInfo info) {
        int mark = out.begin(field);
        out.text(1, info.hostname());
        out.number(2, info.port());
        ResourceValues.write(out, 3, info.attributes());
        out.resources(4, info.resources());
        out.text(5, info.version());
        info.address().ifPresent(address -> out.text(6, address));
        info.domain().ifPresent(domain -> {
            out.text(7, domain.region());
            out.text(8, domain.zone());
        });
        out.end(mark);
    }

    static AgentInfo agentInfo(Decoder in) {
        String hostname = "";
        int port = 0;
        var attributes = new ArrayList<Attribute>();
        var resources = Resources.empty();
        String version = "";
        var address = Optional.<String>empty();
        String region = "";
        String zone = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> hostname = in.sharedText();
                case 2 -> port = in.int32();
                case 3 -> attributes.add(ResourceValues.attribute(in));
                case 4 -> resources = in.resources();
                case 5 -> version = in.sharedText();
                case 6 -> address = Optional.of(in.sharedText());
                case 7 -> region = in.sharedText();
                case 8 -> zone = in.sharedText();
                default -> in.unknown("AgentInfo");
            }
        }
        in.close(outer);
        return new AgentInfo(
                hostname,
                port,
                address,
                in.shared().attributes.of(Attributes.of(attributes)),
                resources,
                version,
                FaultDomain.of("domain", region, zone));
    }
}
