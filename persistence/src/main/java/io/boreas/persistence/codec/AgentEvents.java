package io.boreas.persistence.codec;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Lease;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.machine.Recorded;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Events of agents; see {@code boreas/journal/v1/agent.proto}. */
final class AgentEvents {
    private AgentEvents() {}

    static void write(Encoder out, int field, AgentId agent, Cause cause, AgentEvent event) {
        int record = out.begin(field);
        out.text(1, agent.value());
        out.cause(2, cause);
        switch (event) {
            case AgentEvent.Registered e -> {
                int mark = out.begin(3);
                out.number(1, e.incarnation());
                out.text(2, e.bootId());
                TaskValues.write(out, 3, e.info());
                out.moment(4, e.at());
                out.end(mark);
            }
            case AgentEvent.BecameUnreachable e -> {
                int mark = out.begin(4);
                out.text(1, e.message());
                out.moment(2, e.at());
                out.end(mark);
            }
            case AgentEvent.TaskLaunched e -> {
                int mark = out.begin(5);
                out.text(1, e.task().value());
                TaskValues.write(out, 2, e.owner());
                out.spec(3, e.spec());
                ResourceValues.writeHolding(out, 4, e.resources());
                TaskValues.ports(out, 5, e.ports());
                out.moment(6, e.at());
                out.end(mark);
            }
            case AgentEvent.TaskObserved e -> {
                int mark = out.begin(6);
                out.text(1, e.task().value());
                out.number(2, e.agentSequence());
                TaskValues.write(out, 3, e.status());
                out.end(mark);
            }
            case AgentEvent.KillRequested e -> {
                int mark = out.begin(7);
                TaskValues.write(out, 1, e.order());
                out.moment(2, e.at());
                out.end(mark);
            }
            case AgentEvent.NoticesAcknowledged e -> {
                int mark = out.begin(8);
                e.acks().forEach(ack -> TaskValues.write(out, 1, ack));
                out.end(mark);
            }
            case AgentEvent.Leased e -> {
                int mark = out.begin(9);
                AgentStates.write(out, 1, e.lease());
                out.end(mark);
            }
            case AgentEvent.LeaseEnded e -> {
                int mark = out.begin(10);
                out.text(1, e.offer().value());
                out.text(2, e.message());
                out.end(mark);
            }
            case AgentEvent.Oversubscribed e -> {
                int mark = out.begin(21);
                out.resources(1, e.revocable());
                out.moment(2, e.at());
                out.end(mark);
            }
            case AgentEvent.OfFramework e -> HostedValues.write(out, e);
            case AgentEvent.OfOperator e -> DutyValues.write(out, e);
        }
        out.end(record);
    }

    static Recorded<AgentId, AgentEvent> read(Decoder in) {
        @Nullable AgentId agent = null;
        var cause = Cause.SYSTEM;
        @Nullable AgentEvent event = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> agent = in.agent();
                case 2 -> cause = in.cause();
                case 3 -> event = registered(in);
                case 4 -> event = becameUnreachable(in);
                case 5 -> event = taskLaunched(in);
                case 6 -> event = taskObserved(in);
                case 7 -> event = killRequested(in);
                case 8 -> event = noticesAcknowledged(in);
                case 9 -> event = leased(in);
                case 10 -> event = leaseEnded(in);
                case 11 -> event = HostedValues.workLaunched(in);
                case 12 -> event = HostedValues.converted(in);
                case 13 -> event = HostedValues.stopRequested(in);
                case 14 -> event = HostedValues.ended(in);
                case 15 -> event = DutyValues.at(in, AgentEvent.Deactivated::new, "Deactivated");
                case 16 -> event = DutyValues.at(in, AgentEvent.Reactivated::new, "Reactivated");
                case 17 -> event = DutyValues.drainStarted(in);
                case 18 -> event = DutyValues.at(in, AgentEvent.Drained::new, "Drained");
                case 19 -> event = DutyValues.declaredGone(in);
                case 20 -> event = VolumeValues.deleted(in);
                case 21 -> event = oversubscribed(in);
                default -> throw in.malformed("no agent event has the number " + in.field() + " in this version");
            }
        }
        in.close(outer);
        return new Recorded<>(
                in.required(agent, "the agent of an event"), cause, in.required(event, "an agent's event"));
    }

    private static AgentEvent registered(Decoder in) {
        long incarnation = 0;
        String bootId = "";
        @Nullable AgentInfo info = null;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> incarnation = in.int64();
                case 2 -> bootId = in.sharedText();
                case 3 -> info = TaskValues.agentInfo(in);
                case 4 -> at = in.signed();
                default -> in.unknown("Registered");
            }
        }
        in.close(outer);
        return new AgentEvent.Registered(incarnation, bootId, in.required(info, "Registered.info"), in.moment(at));
    }

    private static AgentEvent becameUnreachable(Decoder in) {
        String message = "";
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> message = in.sharedText();
                case 2 -> at = in.signed();
                default -> in.unknown("BecameUnreachable");
            }
        }
        in.close(outer);
        return new AgentEvent.BecameUnreachable(message, in.moment(at));
    }

    private static AgentEvent taskLaunched(Decoder in) {
        @Nullable TaskId task = null;
        @Nullable Owner owner = null;
        @Nullable TaskSpec spec = null;
        var resources = Resources.empty();
        SortedMap<String, Integer> ports = Collections.emptySortedMap();
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> owner = TaskValues.owner(in);
                case 3 -> spec = in.spec();
                case 4 -> resources = ResourceValues.readHolding(in);
                case 5 -> ports = TaskValues.port(in, ports);
                case 6 -> at = in.signed();
                default -> in.unknown("TaskLaunched");
            }
        }
        in.close(outer);
        return new AgentEvent.TaskLaunched(
                in.required(task, "TaskLaunched.task"),
                in.required(owner, "TaskLaunched.owner"),
                in.required(spec, "TaskLaunched.spec"),
                resources,
                TaskValues.finished(ports),
                in.moment(at));
    }

    private static AgentEvent taskObserved(Decoder in) {
        @Nullable TaskId task = null;
        long agentSequence = 0;
        @Nullable TaskStatus status = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> agentSequence = in.int64();
                case 3 -> status = TaskValues.status(in);
                default -> in.unknown("TaskObserved");
            }
        }
        in.close(outer);
        return new AgentEvent.TaskObserved(
                in.required(task, "TaskObserved.task"), agentSequence, in.required(status, "TaskObserved.status"));
    }

    private static AgentEvent killRequested(Decoder in) {
        @Nullable KillOrder order = null;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> order = TaskValues.killOrder(in);
                case 2 -> at = in.signed();
                default -> in.unknown("KillRequested");
            }
        }
        in.close(outer);
        return new AgentEvent.KillRequested(in.required(order, "KillRequested.order"), in.moment(at));
    }

    private static AgentEvent noticesAcknowledged(Decoder in) {
        var acks = new ArrayList<StatusAck>(1);
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                acks.add(TaskValues.ack(in));
            } else {
                in.unknown("NoticesAcknowledged");
            }
        }
        in.close(outer);
        return new AgentEvent.NoticesAcknowledged(acks);
    }

    private static AgentEvent leased(Decoder in) {
        @Nullable Lease lease = null;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                lease = AgentStates.lease(in);
            } else {
                in.unknown("Leased");
            }
        }
        in.close(outer);
        return new AgentEvent.Leased(in.required(lease, "Leased.lease"));
    }

    private static AgentEvent leaseEnded(Decoder in) {
        @Nullable OfferId offer = null;
        String message = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> offer = in.offer();
                case 2 -> message = in.sharedText();
                default -> in.unknown("LeaseEnded");
            }
        }
        in.close(outer);
        return new AgentEvent.LeaseEnded(in.required(offer, "LeaseEnded.offer"), message);
    }

    private static AgentEvent oversubscribed(Decoder in) {
        var revocable = Resources.empty();
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> revocable = in.resources();
                case 2 -> at = in.signed();
                default -> in.unknown("Oversubscribed");
            }
        }
        in.close(outer);
        return new AgentEvent.Oversubscribed(revocable, in.moment(at));
    }
}
