package io.boreas.http.mesos.wire;

import io.boreas.http.mesos.proto.Executor.Call;
import io.boreas.http.mesos.proto.Mesos.TaskState;
import io.boreas.http.mesos.proto.Mesos.TaskStatus;
import java.util.Optional;
import java.util.Set;

/** What the executor API asks of its calls. */
final class ExecutorRules implements CallRules<Call> {
    @Override
    public Call prototype() {
        return Call.getDefaultInstance();
    }

    @Override
    public String name() {
        return "executor::Call";
    }

    @Override
    public Optional<String> fault(Call call) {
        return Unions.fault(call, "", Set.of())
                .or(() -> call.getType() == Call.Type.UPDATE
                        ? updateFault(call, call.getUpdate().getStatus())
                        : Optional.empty());
    }

    private static Optional<String> updateFault(Call call, TaskStatus status) {
        var caller = "executor '" + call.getExecutorId().getValue() + "' of framework '"
                + call.getFrameworkId().getValue() + "'";
        if (!status.hasUuid()) {
            return Unions.missing("update.status.uuid");
        }
        var uuid = SchedulerRules.uuidFault(status.getUuid().size());
        if (uuid.isPresent()) {
            return uuid;
        }
        if (status.hasExecutorId() && !status.getExecutorId().equals(call.getExecutorId())) {
            return Optional.of("The update's executor id '"
                    + status.getExecutorId().getValue() + "' is not that of its sender, " + caller);
        }
        if (status.getSource() != TaskStatus.Source.SOURCE_EXECUTOR) {
            return Optional.of(
                    "Received an update from " + caller + " with invalid source, expecting 'SOURCE_EXECUTOR'");
        }
        if (status.getState() == TaskState.TASK_STAGING) {
            return Optional.of("Received TASK_STAGING from " + caller + " which is not allowed");
        }
        return Optional.empty();
    }

    @Override
    public boolean unknown(Call call) {
        return call.getType() == Call.Type.UNKNOWN;
    }

    @Override
    public boolean reconnects(Call call) {
        return call.getType() == Call.Type.SUBSCRIBE;
    }

    @Override
    public BodyForm body(Head head) throws RefusedException {
        return MessageForms.whole(head);
    }

    @Override
    public AnswerForm answer(Head head, BodyForm body, Call call) throws RefusedException {
        boolean answered = call.getType() == Call.Type.SUBSCRIBE;
        return answered ? MessageForms.accepted(head) : new AnswerForm(Media.JSON, false);
    }
}
