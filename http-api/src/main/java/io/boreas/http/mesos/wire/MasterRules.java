package io.boreas.http.mesos.wire;

import io.boreas.http.mesos.proto.Master.Call;
import java.util.Optional;
import java.util.Set;

/** What the operator API of the master asks of its calls. */
final class MasterRules implements CallRules<Call> {
    @Override
    public Call prototype() {
        return Call.getDefaultInstance();
    }

    @Override
    public String name() {
        return "master::Call";
    }

    @Override
    public Optional<String> fault(Call call) {
        return Unions.fault(call, "", Set.of());
    }

    @Override
    public boolean unknown(Call call) {
        return call.getType() == Call.Type.UNKNOWN;
    }

    @Override
    public boolean reconnects(Call call) {
        return false;
    }

    @Override
    public BodyForm body(Head head) throws RefusedException {
        return MessageForms.whole(head);
    }

    @Override
    public AnswerForm answer(Head head, BodyForm body, Call call) throws RefusedException {
        return MessageForms.accepted(head);
    }
}
