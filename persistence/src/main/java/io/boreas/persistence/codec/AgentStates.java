package io.boreas.persistence.codec;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.DestroyedVolumes;
import io.boreas.core.agent.Duty;
import io.boreas.core.agent.Hosted;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Agents in snapshots; see {@code boreas/journal/v1/agent.proto}. */
final class AgentStates {
    private AgentStates() {}

    static void write(Encoder out, int field, Agent agent) {
        int mark = out.begin(field);
        out.text(1, agent.id().value());
        agent.info().ifPresent(info -> TaskValues.write(out, 2, info));
        out.number(3, agent.presence().code());
        out.number(4, agent.incarnation());
        out.text(5, agent.bootId());
        out.moment(6, agent.since());
        agent.tasks().forEachValue(task -> write(out, 7, task));
        agent.leases().forEachValue(lease -> write(out, 8, lease));
        out.resources(9, agent.used());
        out.resources(10, agent.leased());
        HostedValues.write(out, agent.hosted());
        DutyValues.write(out, 14, agent.duty());
        out.number(15, agent.hosted().destroyed().last());
        agent.hosted().destroyed().waiting().forEach(volume -> VolumeValues.write(out, 16, volume));
        out.resources(17, agent.oversubscribed());
        out.end(mark);
    }

    static Agent read(Decoder in) {
        @Nullable AgentId id = null;
        var info = Optional.<AgentInfo>empty();
        int presence = 0;
        long incarnation = 0;
        String bootId = "";
        long since = 0;
        var tasks = OrderedMap.<TaskId, Task>empty();
        var leases = OrderedMap.<OfferId, Lease>empty();
        var used = Resources.empty();
        var leased = Resources.empty();
        var hosted = Hosted.NONE;
        var duty = Duty.ACTIVE;
        long lastDestroyed = 0;
        var destroyed = new ArrayList<DestroyedVolume>(0);
        var oversubscribed = Resources.empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> id = in.agent();
                case 2 -> info = Optional.of(TaskValues.agentInfo(in));
                case 3 -> presence = in.int32();
                case 4 -> incarnation = in.int64();
                case 5 -> bootId = in.sharedText();
                case 6 -> since = in.signed();
                case 7 -> {
                    var task = task(in);
                    tasks = tasks.with(task.id(), task);
                }
                case 8 -> {
                    var lease = lease(in);
                    leases = leases.with(lease.offer(), lease);
                }
                case 9 -> used = in.resources();
                case 10 -> leased = in.resources();
                case 11 -> hosted = new Hosted(in.resources(), hosted.works(), hosted.executors());
                case 12 -> {
                    var work = HostedValues.work(in);
                    hosted = new Hosted(
                            hosted.converted(),
                            hosted.works().with(TaskKeys.base(work.key()), work),
                            hosted.executors());
                }
                case 13 -> {
                    var executor = HostedValues.hostedExecutor(in);
                    hosted = new Hosted(
                            hosted.converted(),
                            hosted.works(),
                            hosted.executors().with(executor.key(), executor));
                }
                case 14 -> duty = DutyValues.duty(in);
                case 15 -> lastDestroyed = in.int64();
                case 16 -> destroyed.add(VolumeValues.destroyed(in));
                case 17 -> oversubscribed = in.resources();
                default -> in.unknown("Agent");
            }
        }
        in.close(outer);
        return new Agent(
                in.required(id, "an agent's id"),
                info,
                Presence.ofCode(presence),
                incarnation,
                bootId,
                in.moment(since),
                tasks,
                leases,
                used,
                leased,
                new Hosted(
                        hosted.converted(),
                        hosted.works(),
                        hosted.executors(),
                        new DestroyedVolumes(lastDestroyed, destroyed)),
                duty,
                oversubscribed);
    }

    private static void write(Encoder out, int field, Task task) {
        int mark = out.begin(field);
        out.text(1, task.id().value());
        TaskValues.write(out, 2, task.owner());
        ResourceValues.writeHolding(out, 3, task.resources());
        TaskValues.ports(out, 4, task.ports());
        out.number(5, task.state().code());
        out.moment(6, task.launchedAt());
        task.spec().ifPresent(spec -> out.spec(7, spec));
        task.kill().ifPresent(kill -> TaskValues.write(out, 8, kill));
        out.number(9, task.agentSequence());
        out.number(10, task.noticeSequence());
        task.notices().forEach(notice -> write(out, 11, notice));
        out.end(mark);
    }

    private static Task task(Decoder in) {
        @Nullable TaskId id = null;
        @Nullable Owner owner = null;
        var resources = Resources.empty();
        SortedMap<String, Integer> ports = Collections.emptySortedMap();
        int state = 0;
        long launchedAt = 0;
        var spec = Optional.<TaskSpec>empty();
        var kill = Optional.<KillOrder>empty();
        long agentSequence = 0;
        long noticeSequence = 0;
        List<Notice> notices = List.of();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> id = in.task();
                case 2 -> owner = TaskValues.owner(in);
                case 3 -> resources = ResourceValues.readHolding(in);
                case 4 -> ports = TaskValues.port(in, ports);
                case 5 -> state = in.int32();
                case 6 -> launchedAt = in.signed();
                case 7 -> spec = Optional.of(in.spec());
                case 8 -> kill = Optional.of(TaskValues.killOrder(in));
                case 9 -> agentSequence = in.int64();
                case 10 -> noticeSequence = in.int64();
                case 11 -> {
                    notices = notices.isEmpty() ? new ArrayList<>(2) : notices;
                    notices.add(notice(in));
                }
                default -> in.unknown("Task");
            }
        }
        in.close(outer);
        return new Task(
                in.required(id, "a task's id"),
                in.required(owner, "a task's owner"),
                resources,
                TaskValues.finished(ports),
                TaskValues.STATES.of(state),
                in.moment(launchedAt),
                spec,
                kill,
                agentSequence,
                noticeSequence,
                notices);
    }

    static void write(Encoder out, int field, Notice notice) {
        int mark = out.begin(field);
        out.number(1, notice.sequence());
        TaskValues.write(out, 2, notice.status());
        out.end(mark);
    }

    static Notice notice(Decoder in) {
        long sequence = 0;
        @Nullable TaskStatus status = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> sequence = in.int64();
                case 2 -> status = TaskValues.status(in);
                default -> in.unknown("Notice");
            }
        }
        in.close(outer);
        return new Notice(sequence, in.required(status, "a notice's status"));
    }

    static void write(Encoder out, int field, Lease lease) {
        int mark = out.begin(field);
        out.text(1, lease.offer().value());
        out.text(2, lease.framework().value());
        out.text(3, lease.role().name());
        ResourceValues.writeHolding(out, 4, lease.resources());
        out.moment(5, lease.grantedAt());
        out.end(mark);
    }

    static Lease lease(Decoder in) {
        @Nullable OfferId offer = null;
        @Nullable FrameworkId framework = null;
        String role = "";
        var resources = Resources.empty();
        long grantedAt = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> offer = in.offer();
                case 2 -> framework = in.framework();
                case 3 -> role = in.sharedText();
                case 4 -> resources = ResourceValues.readHolding(in);
                case 5 -> grantedAt = in.signed();
                default -> in.unknown("Lease");
            }
        }
        in.close(outer);
        return new Lease(
                in.required(offer, "a lease's offer"),
                in.required(framework, "a lease's framework"),
                new Role(role),
                resources,
                in.moment(grantedAt));
    }
}
