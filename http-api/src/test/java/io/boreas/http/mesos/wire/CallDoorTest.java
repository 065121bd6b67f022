package io.boreas.http.mesos.wire;

import static io.boreas.http.mesos.wire.Requests.ANYBODY;
import static io.boreas.http.mesos.wire.Requests.json;
import static io.boreas.http.mesos.wire.Requests.open;
import static io.boreas.http.mesos.wire.Requests.opened;
import static io.boreas.http.mesos.wire.Requests.post;
import static io.boreas.http.mesos.wire.Requests.refusal;
import static io.boreas.http.mesos.wire.Requests.told;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.http.mesos.proto.Agent;
import io.boreas.http.mesos.proto.Executor;
import io.boreas.http.mesos.proto.Scheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each API asks beyond the common table, and how bodies are unpacked. */
class CallDoorTest {
    private static final CallDoor<Scheduler.Call> SCHEDULER = CallDoor.scheduler(Requests.BODY_BYTES_MAX);
    private static final CallDoor<Executor.Call> EXECUTOR = CallDoor.executor(Requests.BODY_BYTES_MAX);
    private static final CallDoor<Agent.Call> AGENT = CallDoor.agent(Requests.BODY_BYTES_MAX);
    private static final String SUBSCRIBE =
            "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\"}}}";
    private static final String UUID = Base64.getEncoder().encodeToString(new byte[16]);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                " application/json ;x=y"
            })
    void parametersOfTheContentTypeDoNotCount(String contentType) {
        assertThat(opened(open(SCHEDULER, post("content-type", contentType), SUBSCRIBE))
                        .call()
                        .getType())
                .isEqualTo(Scheduler.Call.Type.SUBSCRIBE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                              | application/json
        */*                                             | application/json
        application/*                                   | application/json
        application/json                                | application/json
        application/x-protobuf                          | application/x-protobuf
        application/x-protobuf, application/json        | application/json
        application/x-protobuf;q=1, application/json;q=0.1 | application/json
        application/json;q=0, */*                       | application/x-protobuf
        APPLICATION/X-PROTOBUF                          | application/x-protobuf
        text/html, application/xhtml+xml, */*;q=0.8     | application/json
        """)
    void answersAreJsonUnlessOnlyProtobufIsAccepted(String accept, String contentType) {
        assertThat(told(open(SCHEDULER, json("Accept", accept), SUBSCRIBE))).isEqualTo("opened as " + contentType);
    }

    @Test
    void protobufIsReadAsWell() throws MessageFault {
        var call = Media.JSON.decode(SUBSCRIBE.getBytes(UTF_8), Scheduler.Call.getDefaultInstance());
        var head = post("Content-Type", "application/x-protobuf", "Accept", "application/x-protobuf");
        var outcome = SCHEDULER.open(ANYBODY, Requests.SERVING, head, Media.PROTOBUF.encode(call));

        assertThat(opened(outcome).call()).isEqualTo(call);
        assertThat(opened(outcome).answer()).isEqualTo(new AnswerForm(Media.PROTOBUF, false));
    }

    @Test
    void whatASchedulerAcceptsMattersOnlyIfItsCallIsAnsweredWithMessages() {
        var head = json("Accept", "text/html");

        assertThat(told(open(SCHEDULER, head, "{\"framework_id\":{\"value\":\"f\"},\"type\":\"REVIVE\"}")))
                .isEqualTo("opened as application/json");
        assertThat(
                        told(
                                open(
                                        SCHEDULER,
                                        head,
                                        "{\"framework_id\":{\"value\":\"f\"},\"type\":\"RECONCILE_OPERATIONS\",\"reconcile_operations\":{}}")))
                .startsWith("406");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"type":"REVIVE"}  | Expecting 'framework_id' to be present
        {"type":"KILL","framework_id":{"value":"f"}} | Expecting 'kill' to be present
        {"type":"SUBSCRIBE","framework_id":{"value":"f"},"subscribe":{"framework_info":{"user":"u","name":"n"}}} | 'framework_id' differs from 'subscribe.framework_info.id'
        {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n","id":{"value":"f"}}}} | 'framework_id' differs from 'subscribe.framework_info.id'
        {"type":"UPDATE_FRAMEWORK","framework_id":{"value":"f"},"update_framework":{"framework_info":{"user":"u","name":"n","id":{"value":"g"}}}} | 'framework_id' differs from 'update_framework.framework_info.id'
        {"type":"ACKNOWLEDGE","framework_id":{"value":"f"},"acknowledge":{"agent_id":{"value":"a"},"task_id":{"value":"t"},"uuid":"AAAA"}} | Not a valid UUID: 'uuid' has 3 bytes, not 16
        {"type":"ACKNOWLEDGE_OPERATION_STATUS","framework_id":{"value":"f"},"acknowledge_operation_status":{"operation_id":{"value":"o"},"uuid":"AAAA"}} | Expecting 'acknowledge_operation_status.agent_id' to be present
        """)
    void schedulersAreToldWhatIsWrong(String body, String fault) {
        assertThat(told(open(SCHEDULER, json(), body))).isEqualTo("400 Failed to validate scheduler::Call: " + fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TEARDOWN", "REVIVE", "SUPPRESS"})
    void someCallsNeedNoMoreThanTheirType(String type) {
        var body = "{\"framework_id\":{\"value\":\"f\"},\"type\":\"" + type + "\"}";

        assertThat(told(open(SCHEDULER, json(), body))).isEqualTo("opened as application/json");
    }

    @Test
    void aSubscribeCallHasNoStreamId() {
        assertThat(told(open(SCHEDULER, json("Mesos-Stream-Id", "s"), SUBSCRIBE)))
                .isEqualTo("400 Subscribe calls should not include the 'Mesos-Stream-Id' header");
        assertThat(told(open(SCHEDULER, json("Mesos-Stream-Id", "s", "Accept", "text/html"), SUBSCRIBE)))
                .startsWith("406");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "state":"TASK_RUNNING","source":"SOURCE_EXECUTOR"                | Expecting 'update.status.uuid' to be present
        "state":"TASK_RUNNING","source":"SOURCE_EXECUTOR","uuid":"AAAA"  | Not a valid UUID: 'uuid' has 3 bytes, not 16
        "state":"TASK_RUNNING","source":"SOURCE_EXECUTOR","uuid":"$","executor_id":{"value":"x"} | The update's executor id 'x' is not that of its sender, executor 'e' of framework 'f'
        "state":"TASK_RUNNING","uuid":"$"                                | Received an update from executor 'e' of framework 'f' with invalid source, expecting 'SOURCE_EXECUTOR'
        "state":"TASK_STAGING","source":"SOURCE_EXECUTOR","uuid":"$"     | Received TASK_STAGING from executor 'e' of framework 'f' which is not allowed
        """)
    void executorsAreToldWhatIsWrong(String status, String fault) {
        assertThat(told(open(EXECUTOR, json(), update(status))))
                .isEqualTo("400 Failed to validate executor::Call: " + fault);
    }

    @Test
    void anAgentThatReconnectsServesOnlyExecutorsThatSubscribe() {
        var standing = new Standing.Reconnecting("Agent has not finished recovery");
        var subscribe = "{\"executor_id\":{\"value\":\"e\"},\"framework_id\":{\"value\":\"f\"},"
                + "\"type\":\"SUBSCRIBE\",\"subscribe\":{}}";
        var good = update("\"state\":\"TASK_RUNNING\",\"source\":\"SOURCE_EXECUTOR\",\"uuid\":\"$\"");

        assertThat(told(EXECUTOR.open(ANYBODY, standing, json(), subscribe.getBytes(UTF_8))))
                .startsWith("opened");
        assertThat(told(EXECUTOR.open(ANYBODY, standing, json(), good.getBytes(UTF_8))))
                .isEqualTo("503 Agent has not finished recovery");
        assertThat(told(EXECUTOR.open(ANYBODY, Requests.SERVING, json(), good.getBytes(UTF_8))))
                .startsWith("opened");
    }

    private static String update(String status) {
        return "{\"executor_id\":{\"value\":\"e\"},\"framework_id\":{\"value\":\"f\"},\"type\":\"UPDATE\","
                + "\"update\":{\"status\":{\"task_id\":{\"value\":\"t\"}," + status.replace("$", UUID) + "}}}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        application/recordio | -                      | -                    | -                | INPUT  | 400 Expecting 'Message-Content-Type' to be set for streaming requests
        application/recordio | text/plain             | -                    | -                | INPUT  | 415 Expecting 'Message-Content-Type' of application/json or application/x-protobuf
        application/json     | application/json       | -                    | -                | HEALTH | 415 Expecting 'Message-Content-Type' to be not set for non-streaming requests
        application/json     | -                      | -                    | -                | INPUT  | 415 Expecting 'Content-Type' of application/recordio for ATTACH_CONTAINER_INPUT call
        application/recordio | application/json       | -                    | -                | HEALTH | 415 Expecting 'Content-Type' of application/json or application/x-protobuf for GET_HEALTH call
        application/recordio | application/json       | -                    | -                | INPUT  | opened as application/json
        application/json     | -                      | application/recordio | application/json | OUTPUT | opened as application/recordio
        application/json     | -                      | application/recordio | -                | OUTPUT | opened as application/recordio
        application/json     | -                      | application/recordio | text/html        | OUTPUT | 406 Expecting 'Message-Accept' to allow application/json or application/x-protobuf
        application/json     | -                      | application/recordio | -                | HEALTH | 406 Expecting 'Accept' to allow application/json or application/x-protobuf for GET_HEALTH call
        application/json     | -                      | application/json     | application/json | HEALTH | 406 Expecting 'Message-Accept' to be not set for non-streaming responses
        application/json     | -                      | -                    | -                | OUTPUT | opened as application/json
        """)
    void streamsOfAnAgentAreSaidToBeOnes(
            String contentType, String messageType, String accept, String messageAccept, String call, String told) {
        var id = "{\"container_id\":{\"value\":\"c\"}";
        var body =
                switch (call) {
                    case "INPUT" ->
                        "{\"type\":\"ATTACH_CONTAINER_INPUT\",\"attach_container_input\":" + id
                                + ",\"type\":\"CONTAINER_ID\"}}";
                    case "OUTPUT" -> "{\"type\":\"ATTACH_CONTAINER_OUTPUT\",\"attach_container_output\":" + id + "}}";
                    default -> "{\"type\":\"GET_HEALTH\"}";
                };
        var headers = new String[] {
            "Content-Type",
            contentType,
            Head.MESSAGE_CONTENT_TYPE,
            messageType,
            "Accept",
            accept,
            Head.MESSAGE_ACCEPT,
            messageAccept
        };
        var present = new ArrayList<String>();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i + 1] != null) {
                present.addAll(Arrays.asList(headers[i], headers[i + 1]));
            }
        }

        assertThat(told(open(AGENT, post(present.toArray(String[]::new)), body)))
                .isEqualTo(told);
    }

    @Test
    void theInputOfAContainerIsAUnionToo() {
        var head = post("Content-Type", Media.RECORD_IO, Head.MESSAGE_CONTENT_TYPE, "application/json");

        assertThat(AGENT.body(head)).contains(new BodyForm.Records(Media.JSON));
        assertThat(told(open(AGENT, head, "{\"type\":\"ATTACH_CONTAINER_INPUT\",\"attach_container_input\":{}}")))
                .isEqualTo("400 Failed to validate agent::Call: Expecting 'attach_container_input.type' to be present");
        assertThat(told(open(
                        AGENT,
                        head,
                        "{\"type\":\"ATTACH_CONTAINER_INPUT\",\"attach_container_input\":{\"type\":\"PROCESS_IO\"}}")))
                .endsWith("Expecting 'attach_container_input.process_io' to be present");
    }

    @Test
    void aNamedStreamSaysWhatItsMessagesAre() {
        var form = new AnswerForm(Media.PROTOBUF, true);

        assertThat(form.contentType()).isEqualTo("application/recordio");
        assertThat(form.messageContentType()).contains("application/x-protobuf");
        assertThat(new AnswerForm(Media.JSON, false).messageContentType()).isEmpty();
    }

    @Test
    void bodiesMayBeCompressed() {
        var packed = ContentCoding.gzip(SUBSCRIBE.getBytes(UTF_8));
        var head = json("Content-Encoding", "gzip");

        assertThat(told(SCHEDULER.open(ANYBODY, Requests.SERVING, head, packed)))
                .startsWith("opened");
        assertThat(told(SCHEDULER.open(ANYBODY, Requests.SERVING, head, Arrays.copyOf(packed, packed.length - 12))))
                .startsWith("400 Failed to decompress the gzip body: ");
        assertThat(told(open(SCHEDULER, head, SUBSCRIBE))).startsWith("400 Failed to decompress the gzip body: ");
        assertThat(told(open(SCHEDULER, json("Content-Encoding", "br"), SUBSCRIBE)))
                .isEqualTo("415 Expecting 'Content-Encoding' of gzip for a body that is one message, or none");
        assertThat(told(open(SCHEDULER, json("Content-Encoding", "identity"), SUBSCRIBE)))
                .startsWith("opened");
    }

    @Test
    void bodiesAreBoundedPackedOrNot() {
        var zeros = new byte[50 << 20];
        var tooLong = "413 A body may have at most " + Requests.BODY_BYTES_MAX + " bytes";

        assertThat(told(SCHEDULER.open(
                        ANYBODY, Requests.SERVING, json("Content-Encoding", "gzip"), ContentCoding.gzip(zeros))))
                .isEqualTo(tooLong);
        assertThat(told(SCHEDULER.open(
                        ANYBODY, Requests.SERVING, json(), Arrays.copyOf(zeros, Requests.BODY_BYTES_MAX + 1))))
                .isEqualTo(tooLong);
    }

    @Test
    void answersAreCompressedIfThatIsAcceptedAndWorthIt() {
        assertThat(Negotiation.gzip(json("Accept-Encoding", "deflate, gzip"), 1_024))
                .isTrue();
        assertThat(Negotiation.gzip(json("Accept-Encoding", "deflate, gzip"), 1_023))
                .isFalse();
        assertThat(Negotiation.gzip(json("Accept-Encoding", "gzip;q=0, *"), 9_999))
                .isFalse();
        assertThat(Negotiation.gzip(json("Accept-Encoding", "*"), 9_999)).isTrue();
        assertThat(Negotiation.gzip(json(), 9_999)).isFalse();
    }

    @Test
    void callsOfAFrameworkAreCheckedAgainstItsStream() {
        var connected = new FrameworkStanding.Connected("s1");

        assertThat(connected.refusal(json("mesos-stream-id", "s1"))).isEmpty();
        assertThat(connected
                        .refusal(json("mesos-stream-id", "s2"))
                        .orElseThrow()
                        .status())
                .isEqualTo(400);
        assertThat(connected.refusal(json()).orElseThrow().text())
                .isEqualTo("All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        assertThat(new FrameworkStanding.Disconnected().refusal(json()).orElseThrow())
                .isEqualTo(Refusal.forbidden("Framework is not subscribed"));
        assertThat(new FrameworkStanding.Unknown().refusal(json()).orElseThrow())
                .isEqualTo(Refusal.badRequest("Framework cannot be found"));
        assertThat(new FrameworkStanding.Foreign("p", "q")
                        .refusal(json())
                        .orElseThrow()
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "FOREIGN_TOKEN, 403, 403",
        "UNKNOWN_FRAMEWORK, 400, 400",
        "UNKNOWN_EXECUTOR, 400, 400",
        "UNSUBSCRIBED, 0, 403",
        "SUBSCRIBED, 0, 0"
    })
    void callsOfAnExecutorAreCheckedAgainstWhatTheAgentKnows(ExecutorStanding standing, int subscribe, int other) {
        var call = Executor.Call.newBuilder();

        assertThat(standing.refusal(call.setType(Executor.Call.Type.SUBSCRIBE).buildPartial())
                        .map(Refusal::status)
                        .orElse(0))
                .isEqualTo(subscribe);
        assertThat(standing.refusal(call.setType(Executor.Call.Type.HEARTBEAT).buildPartial())
                        .map(Refusal::status)
                        .orElse(0))
                .isEqualTo(other);
    }

    @Test
    void refusalsKeepTheirHeaders() {
        var refusal = refusal(open(SCHEDULER, Requests.request("PUT"), ""));

        assertThat(refusal.headers()).containsOnlyKeys("Allow");
    }
}
