package io.boreas.http.mesos.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.task.Payload;
import io.boreas.http.mesos.proto.Mesos;
import java.util.Optional;

/** Which accounts things run as, so far as it is known: that is what access control lists ask for. */
public final class Accounts {
    private Accounts() {}

    /** Of a framework; Boreas's own jobs have none in common. */
    static Optional<String> of(FrameworkRow row) {
        return row.info().map(FrameworkInfo::user);
    }

    static Optional<String> of(TaskRow task, FrameworkRow row) {
        return of(task.info(), of(row));
    }

    /**
     * Of a task.
     *
     * @param task what was said of it
     * @param framework the account of its framework
     */
    public static Optional<String> of(Payload task, Optional<String> framework) {
        try {
            var info = Mesos.TaskInfo.parseFrom(task.bytes());
            if (info.getCommand().hasUser()) {
                return Optional.of(info.getCommand().getUser());
            }
            var executor = info.getExecutor().getCommand();
            return executor.hasUser() ? Optional.of(executor.getUser()) : framework;
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // it is nobody's that is known, so few may see it
        }
    }

    static Optional<String> of(ExecutorRow executor, FrameworkRow row) {
        try {
            var info = Mesos.ExecutorInfo.parseFrom(
                    executor.hosted().executor().info().bytes());
            return info.getCommand().hasUser() ? Optional.of(info.getCommand().getUser()) : of(row);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
