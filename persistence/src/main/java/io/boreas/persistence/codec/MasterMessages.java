package io.boreas.persistence.codec;

import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a master says; see {@code boreas/link/v1/link.proto}. */
final class MasterMessages {
    private MasterMessages() {}

    static void write(Encoder out, FromMaster message) {
        switch (message) {
            case FromMaster.Welcome welcome -> {
                int mark = out.begin(8);
                out.number(1, welcome.incarnation());
                out.duration(2, welcome.pingInterval());
                out.end(mark);
            }
            case FromMaster.Refused refused -> {
                int mark = out.begin(9);
                out.text(1, refused.reason());
                out.flag(2, refused.permanent());
                out.end(mark);
            }
            case FromMaster.Launch launch -> {
                int mark = out.begin(10);
                launch.tasks().forEach(task -> write(out, 1, task));
                out.end(mark);
            }
            case FromMaster.Kill kill -> {
                int mark = out.begin(11);
                TaskValues.write(out, 1, kill.order());
                out.end(mark);
            }
            case FromMaster.Acknowledge acknowledge -> {
                int mark = out.begin(12);
                acknowledge.acks().forEach(ack -> TaskValues.write(out, 1, ack));
                out.end(mark);
            }
            case FromMaster.Ping ping -> {
                int mark = out.begin(13);
                out.number(1, ping.nonce());
                out.end(mark);
            }
            case FromMaster.LaunchWorks launch -> {
                int mark = out.begin(17);
                launch.works().forEach(work -> HostedValues.write(out, 1, work));
                HostedValues.write(out, 2, launch.executor());
                out.bytes(3, launch.framework().bytes());
                out.end(mark);
            }
            case FromMaster.StopExecutor stop -> {
                int mark = out.begin(18);
                HostedValues.write(out, 1, stop.executor());
                out.duration(2, stop.grace());
                out.end(mark);
            }
            case FromMaster.ForgetExecutor forget -> {
                int mark = out.begin(19);
                HostedValues.write(out, 1, forget.executor());
                out.end(mark);
            }
            case FromMaster.TellExecutor said -> {
                int mark = out.begin(20);
                HostedValues.write(out, 1, said.executor());
                out.bytes(2, said.data().bytes());
                out.end(mark);
            }
            case FromMaster.DeleteVolumes delete -> {
                int mark = out.begin(21);
                delete.volumes().forEach(volume -> VolumeValues.write(out, 1, volume));
                out.end(mark);
            }
            case FromMaster.SandboxQuestion question -> {
                int mark = out.begin(14);
                out.number(1, question.request());
                out.text(2, question.task().value());
                SandboxMessages.write(out, question.query());
                out.end(mark);
            }
        }
    }

    static FromMaster read(Decoder in) {
        return switch (in.field()) {
            case 8 -> welcome(in);
            case 9 -> refused(in);
            case 10 -> launch(in);
            case 11 -> kill(in);
            case 12 -> acknowledge(in);
            case 13 -> ping(in);
            case 14 -> sandboxQuestion(in);
            case 17 -> ExecutorMessages.launchWorks(in);
            case 18 -> ExecutorMessages.stopExecutor(in);
            case 19 -> ExecutorMessages.forgetExecutor(in);
            case 20 -> ExecutorMessages.message(in);
            case 21 -> VolumeValues.deleteVolumes(in);
            default -> throw in.malformed("no message of a master has the number " + in.field());
        };
    }

    private static FromMaster welcome(Decoder in) {
        long incarnation = 0;
        var pingInterval = Duration.ZERO;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> incarnation = in.int64();
                case 2 -> pingInterval = in.duration();
                default -> in.unknown("Welcome");
            }
        }
        in.close(outer);
        return new FromMaster.Welcome(incarnation, pingInterval);
    }

    private static FromMaster refused(Decoder in) {
        String reason = "";
        boolean permanent = false;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> reason = in.text();
                case 2 -> permanent = in.bool();
                default -> in.unknown("Refused");
            }
        }
        in.close(outer);
        return new FromMaster.Refused(reason, permanent);
    }

    private static FromMaster launch(Decoder in) {
        var tasks = new ArrayList<TaskLaunch>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                tasks.add(taskLaunch(in));
            } else {
                in.unknown("Launch");
            }
        }
        in.close(outer);
        return new FromMaster.Launch(tasks);
    }

    private static void write(Encoder out, int field, TaskLaunch launch) {
        int mark = out.begin(field);
        out.text(1, launch.task().value());
        TaskValues.write(out, 2, launch.owner());
        out.spec(3, launch.spec());
        ResourceValues.writeHolding(out, 4, launch.resources());
        TaskValues.ports(out, 5, launch.ports());
        out.end(mark);
    }

    private static TaskLaunch taskLaunch(Decoder in) {
        @Nullable TaskId task = null;
        @Nullable Owner owner = null;
        @Nullable TaskSpec spec = null;
        var resources = Resources.empty();
        SortedMap<String, Integer> ports = Collections.emptySortedMap();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> owner = TaskValues.owner(in);
                case 3 -> spec = in.spec();
                case 4 -> resources = ResourceValues.readHolding(in);
                case 5 -> ports = TaskValues.port(in, ports);
                default -> in.unknown("TaskLaunch");
            }
        }
        in.close(outer);
        return new TaskLaunch(
                in.required(task, "TaskLaunch.task"),
                in.required(owner, "TaskLaunch.owner"),
                in.required(spec, "TaskLaunch.spec"),
                resources,
                ports);
    }

    private static FromMaster kill(Decoder in) {
        @Nullable KillOrder order = null;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                order = TaskValues.killOrder(in);
            } else {
                in.unknown("Kill");
            }
        }
        in.close(outer);
        return new FromMaster.Kill(in.required(order, "Kill.order"));
    }

    private static FromMaster acknowledge(Decoder in) {
        var acks = new ArrayList<StatusAck>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                acks.add(TaskValues.ack(in));
            } else {
                in.unknown("Acknowledge");
            }
        }
        in.close(outer);
        return new FromMaster.Acknowledge(acks);
    }

    private static FromMaster ping(Decoder in) {
        long nonce = 0;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                nonce = in.int64();
            } else {
                in.unknown("Ping");
            }
        }
        in.close(outer);
        return new FromMaster.Ping(nonce);
    }

    private static FromMaster sandboxQuestion(Decoder in) {
        long request = 0;
        @Nullable TaskId task = null;
        @Nullable SandboxQuery query = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> request = in.int64();
                case 2 -> task = in.task();
                case 3, 4, 5, 6, 7 -> query = SandboxMessages.query(in);
                default -> in.unknown("SandboxQuestion");
            }
        }
        in.close(outer);
        return new FromMaster.SandboxQuestion(
                request,
                in.required(task, "SandboxQuestion.task"),
                in.required(query, "a known question about a sandbox"));
    }
}
