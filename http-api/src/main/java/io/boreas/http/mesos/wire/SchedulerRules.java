package io.boreas.http.mesos.wire;

import io.boreas.http.mesos.proto.Mesos.FrameworkInfo;
import io.boreas.http.mesos.proto.Scheduler.Call;
import java.util.Optional;
import java.util.Set;

/** What the scheduler API asks of its calls. */
final class SchedulerRules implements CallRules<Call> {
    private static final int UUID_BYTES = 16;
    private static final Set<String> OPTIONAL = Set.of("revive", "suppress");

    @Override
    public Call prototype() {
        return Call.getDefaultInstance();
    }

    @Override
    public String name() {
        return "scheduler::Call";
    }

    @Override
    public Optional<String> fault(Call call) {
        boolean anonymous = call.hasType() && call.getType() != Call.Type.SUBSCRIBE && !call.hasFrameworkId();
        if (anonymous) {
            return Unions.missing("framework_id");
        }
        return Unions.fault(call, "", OPTIONAL).or(() -> partFault(call));
    }

    private static Optional<String> partFault(Call call) {
        return switch (call.getType()) {
            case SUBSCRIBE -> idFault(call, "subscribe", call.getSubscribe().getFrameworkInfo());
            case UPDATE_FRAMEWORK ->
                idFault(call, "update_framework", call.getUpdateFramework().getFrameworkInfo());
            case ACKNOWLEDGE -> uuidFault(call.getAcknowledge().getUuid().size());
            case ACKNOWLEDGE_OPERATION_STATUS -> {
                var acknowledge = call.getAcknowledgeOperationStatus();
                yield acknowledge.hasAgentId()
                        ? uuidFault(acknowledge.getUuid().size())
                        : Unions.missing("acknowledge_operation_status.agent_id");
            }
            case UNKNOWN,
                    TEARDOWN,
                    ACCEPT,
                    DECLINE,
                    ACCEPT_INVERSE_OFFERS,
                    DECLINE_INVERSE_OFFERS,
                    REVIVE,
                    KILL,
                    SHUTDOWN,
                    RECONCILE,
                    RECONCILE_OPERATIONS,
                    MESSAGE,
                    REQUEST,
                    SUPPRESS -> Optional.empty();
        };
    }

    private static Optional<String> idFault(Call call, String part, FrameworkInfo info) {
        boolean same = call.getFrameworkId().getValue().equals(info.getId().getValue());
        return same ? Optional.empty() : Optional.of("'framework_id' differs from '" + part + ".framework_info.id'");
    }

    /** Who is authenticated subscribes under no other name. */
    @Override
    public Optional<String> foreign(Call call, Access access) {
        var info = call.getSubscribe().getFrameworkInfo();
        boolean claims = call.getType() == Call.Type.SUBSCRIBE && info.hasPrincipal();
        return claims && access instanceof Access.Granted(var principal)
                ? principal
                        .filter(name -> !name.equals(info.getPrincipal()))
                        .map(name -> FrameworkStanding.mismatch(name, info.getPrincipal()))
                : Optional.empty();
    }

    static Optional<String> uuidFault(int bytes) {
        return bytes == UUID_BYTES
                ? Optional.empty()
                : Optional.of("Not a valid UUID: 'uuid' has " + bytes + " bytes, not " + UUID_BYTES);
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
        boolean subscribes = call.getType() == Call.Type.SUBSCRIBE;
        boolean answered = subscribes || call.getType() == Call.Type.RECONCILE_OPERATIONS;
        var form = answered ? MessageForms.accepted(head) : new AnswerForm(Media.JSON, false);
        if (subscribes && head.header(Head.STREAM_ID).isPresent()) {
            throw CallDoor.refused(400, "Subscribe calls should not include the '" + Head.STREAM_ID + "' header");
        }
        return form;
    }
}
