package io.boreas.http.mesos.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.task.Payload;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.FrameworkMessages;
import java.util.Optional;

/** What frameworks said of themselves and their tasks, as they said it. */
public final class Said {
    private Said() {}

    public static Optional<Mesos.FrameworkInfo> of(FrameworkRow row) {
        return row.info().map(info -> FrameworkMessages.info(new FrameworkId(row.id()), info));
    }

    /** Empty if nothing was said or it is no longer kept. */
    public static Optional<Mesos.TaskInfo> of(TaskRow row) {
        return row.info().size() == 0
                ? Optional.empty()
                : Optional.of(parsed(row.info(), Mesos.TaskInfo.parser(), row.id()));
    }

    public static Mesos.ExecutorInfo of(ExecutorRow row) {
        return parsed(
                row.hosted().executor().info(),
                Mesos.ExecutorInfo.parser(),
                row.hosted().key());
    }

    private static <M extends Message> M parsed(Payload payload, Parser<M> parser, Object whose) {
        try {
            // Not checked for required fields: it was when it came in.
            return parser.parsePartialFrom(payload.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was said of " + whose + " is not readable", e);
        }
    }
}
