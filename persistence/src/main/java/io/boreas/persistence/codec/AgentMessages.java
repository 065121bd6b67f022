package io.boreas.persistence.codec;

import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskStatus;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What an agent says; see {@code boreas/link/v1/link.proto}. */
final class AgentMessages {
    private AgentMessages() {}

    static void write(Encoder out, FromAgent message) {
        switch (message) {
            case FromAgent.Hello hello -> {
                int mark = out.begin(4);
                out.text(1, hello.agent().value());
                out.text(2, hello.bootId());
                TaskValues.write(out, 3, hello.info());
                hello.tasks().forEach(report -> write(out, 4, report));
                hello.executors().forEach(executor -> HostedValues.write(out, 5, executor));
                out.end(mark);
            }
            case FromAgent.Statuses statuses -> {
                int mark = out.begin(5);
                statuses.updates().forEach(update -> write(out, 1, update));
                out.end(mark);
            }
            case FromAgent.Pong pong -> {
                int mark = out.begin(6);
                out.number(1, pong.nonce());
                out.end(mark);
            }
            case FromAgent.ExecutorExited exited -> {
                int mark = out.begin(15);
                HostedValues.write(out, 1, exited.executor());
                out.number(2, exited.status());
                out.end(mark);
            }
            case FromAgent.ExecutorSaid said -> {
                int mark = out.begin(16);
                HostedValues.write(out, 1, said.executor());
                out.bytes(2, said.data().bytes());
                out.end(mark);
            }
            case FromAgent.VolumesDeleted(long upTo) -> {
                int mark = out.begin(22);
                out.number(1, upTo);
                out.end(mark);
            }
            case FromAgent.Oversubscribed(var revocable) -> {
                int mark = out.begin(23);
                out.resources(1, revocable);
                out.end(mark);
            }
            case FromAgent.SandboxAnswered answered -> {
                int mark = out.begin(7);
                out.number(1, answered.request());
                SandboxMessages.write(out, answered.answer());
                out.end(mark);
            }
        }
    }

    static FromAgent read(Decoder in) {
        return switch (in.field()) {
            case 4 -> hello(in);
            case 5 -> statuses(in);
            case 6 -> pong(in);
            case 7 -> sandboxAnswered(in);
            case 15 -> executorExited(in);
            case 16 -> executorMessage(in);
            case 22 -> VolumeValues.volumesDeleted(in);
            case 23 -> oversubscribed(in);
            default -> throw in.malformed("no message of an agent has the number " + in.field());
        };
    }

    private static FromAgent hello(Decoder in) {
        @Nullable AgentId agent = null;
        String bootId = "";
        @Nullable AgentInfo info = null;
        var tasks = new ArrayList<TaskReport>();
        var executors = new ArrayList<ExecutorRun>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> agent = in.agent();
                case 2 -> bootId = in.sharedText();
                case 3 -> info = TaskValues.agentInfo(in);
                case 4 -> tasks.add(taskReport(in));
                case 5 -> executors.add(HostedValues.run(in));
                default -> in.unknown("Hello");
            }
        }
        in.close(outer);
        return new FromAgent.Hello(
                in.required(agent, "Hello.agent"), bootId, in.required(info, "Hello.info"), tasks, executors);
    }

    private static FromAgent executorExited(Decoder in) {
        @Nullable ExecutorRun executor = null;
        int status = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> executor = HostedValues.run(in);
                case 2 -> status = in.int32();
                default -> in.unknown("ExecutorExited");
            }
        }
        in.close(outer);
        return new FromAgent.ExecutorExited(in.required(executor, "ExecutorExited.executor"), status);
    }

    private static FromAgent executorMessage(Decoder in) {
        @Nullable ExecutorKey executor = null;
        var data = Payload.NONE;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> executor = HostedValues.key(in);
                case 2 -> data = Payload.of(in.byteArray());
                default -> in.unknown("ExecutorMessage");
            }
        }
        in.close(outer);
        return new FromAgent.ExecutorSaid(in.required(executor, "ExecutorMessage.executor"), data);
    }

    private static void write(Encoder out, int field, TaskReport report) {
        int mark = out.begin(field);
        out.text(1, report.task().value());
        TaskValues.write(out, 2, report.owner());
        out.number(3, report.state().code());
        out.number(4, report.sequence());
        out.end(mark);
    }

    private static TaskReport taskReport(Decoder in) {
        @Nullable TaskId task = null;
        @Nullable Owner owner = null;
        int state = 0;
        long sequence = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> owner = TaskValues.owner(in);
                case 3 -> state = in.int32();
                case 4 -> sequence = in.int64();
                default -> in.unknown("TaskReport");
            }
        }
        in.close(outer);
        return new TaskReport(
                in.required(task, "TaskReport.task"),
                in.required(owner, "TaskReport.owner"),
                TaskValues.STATES.of(state),
                sequence);
    }

    private static FromAgent statuses(Decoder in) {
        var updates = new ArrayList<StatusUpdate>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                updates.add(statusUpdate(in));
            } else {
                in.unknown("Statuses");
            }
        }
        in.close(outer);
        return new FromAgent.Statuses(updates);
    }

    private static void write(Encoder out, int field, StatusUpdate update) {
        int mark = out.begin(field);
        out.text(1, update.task().value());
        out.number(2, update.sequence());
        TaskValues.write(out, 3, update.status());
        out.end(mark);
    }

    private static StatusUpdate statusUpdate(Decoder in) {
        @Nullable TaskId task = null;
        long sequence = 0;
        @Nullable TaskStatus status = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> sequence = in.int64();
                case 3 -> status = TaskValues.status(in);
                default -> in.unknown("StatusUpdate");
            }
        }
        in.close(outer);
        return new StatusUpdate(
                in.required(task, "StatusUpdate.task"), sequence, in.required(status, "StatusUpdate.status"));
    }

    private static FromAgent pong(Decoder in) {
        long nonce = 0;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                nonce = in.int64();
            } else {
                in.unknown("Pong");
            }
        }
        in.close(outer);
        return new FromAgent.Pong(nonce);
    }

    private static FromAgent sandboxAnswered(Decoder in) {
        long request = 0;
        @Nullable SandboxAnswer answer = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> request = in.int64();
                case 2, 3, 4, 5, 6 -> answer = SandboxMessages.answer(in);
                default -> in.unknown("SandboxAnswered");
            }
        }
        in.close(outer);
        return new FromAgent.SandboxAnswered(request, in.required(answer, "a known answer about a sandbox"));
    }

    private static FromAgent oversubscribed(Decoder in) {
        var revocable = Resources.empty();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                revocable = in.resources();
            } else {
                in.unknown("Oversubscribed");
            }
        }
        in.close(outer);
        return new FromAgent.Oversubscribed(revocable);
    }
}
