package io.boreas.http.mesos.wire;

import io.boreas.http.mesos.proto.Agent.Call;
import java.util.Optional;
import java.util.Set;

/** What the operator API of an agent asks of its calls; some are streams, in or out. */
final class AgentRules implements CallRules<Call> {
    private static final Set<String> OPTIONAL = Set.of("get_containers", "prune_images");
    private static final String MESSAGES = Media.JSON.contentType() + " or " + Media.PROTOBUF.contentType();
    private static final String ALL =
            Media.JSON.contentType() + ", " + Media.PROTOBUF.contentType() + " or " + Media.RECORD_IO;

    @Override
    public Call prototype() {
        return Call.getDefaultInstance();
    }

    @Override
    public String name() {
        return "agent::Call";
    }

    @Override
    public Optional<String> fault(Call call) {
        return Unions.fault(call, "", OPTIONAL)
                .or(() -> call.getType() == Call.Type.ATTACH_CONTAINER_INPUT
                        ? Unions.fault(call.getAttachContainerInput(), "attach_container_input.", Set.of())
                        : Optional.empty());
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
        var type = MessageForms.contentType(head);
        var messages = head.mediaType(Head.MESSAGE_CONTENT_TYPE);
        if (!type.equals(Media.RECORD_IO)) {
            var media = MessageForms.media(type, "Content-Type", ALL);
            if (messages.isPresent()) {
                throw CallDoor.refused(
                        415, "Expecting '" + Head.MESSAGE_CONTENT_TYPE + "' to be not set for non-streaming requests");
            }
            return new BodyForm.Whole(media);
        }
        if (messages.isEmpty()) {
            throw CallDoor.refused(
                    400, "Expecting '" + Head.MESSAGE_CONTENT_TYPE + "' to be set for streaming requests");
        }
        return new BodyForm.Records(MessageForms.media(messages.get(), Head.MESSAGE_CONTENT_TYPE, MESSAGES));
    }

    @Override
    public AnswerForm answer(Head head, BodyForm body, Call call) throws RefusedException {
        boolean takesRecords = call.getType() == Call.Type.ATTACH_CONTAINER_INPUT;
        boolean records = body instanceof BodyForm.Records;
        if (takesRecords != records) {
            throw CallDoor.refused(
                    415,
                    "Expecting 'Content-Type' of " + (takesRecords ? Media.RECORD_IO : MESSAGES) + " for "
                            + call.getType() + " call");
        }
        var messages = Negotiation.preferred(head.header("Accept"));
        if (messages.isPresent()) {
            if (head.header(Head.MESSAGE_ACCEPT).isPresent()) {
                throw CallDoor.refused(
                        406, "Expecting '" + Head.MESSAGE_ACCEPT + "' to be not set for non-streaming responses");
            }
            return new AnswerForm(messages.get(), false);
        }
        if (!Negotiation.admits(head.header("Accept"), Media.RECORD_IO)) {
            throw CallDoor.refused(406, "Expecting 'Accept' to allow " + ALL);
        }
        if (!answersRecords(call.getType())) {
            throw CallDoor.refused(406, "Expecting 'Accept' to allow " + MESSAGES + " for " + call.getType() + " call");
        }
        return new AnswerForm(
                MessageForms.accepted(head.header(Head.MESSAGE_ACCEPT), Head.MESSAGE_ACCEPT, MESSAGES), true);
    }

    private static boolean answersRecords(Call.Type type) {
        return type == Call.Type.ATTACH_CONTAINER_OUTPUT || type == Call.Type.LAUNCH_NESTED_CONTAINER_SESSION;
    }
}
