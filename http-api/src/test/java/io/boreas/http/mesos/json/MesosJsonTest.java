package io.boreas.http.mesos.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.TaskState;
import io.boreas.http.mesos.proto.Quota;
import io.boreas.http.mesos.proto.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The peculiarities, one by one. */
class MesosJsonTest {
    private static final Mesos.FileInfo FILE = Mesos.FileInfo.getDefaultInstance();
    private static final Mesos.TaskStatus STATUS = Mesos.TaskStatus.getDefaultInstance();
    private static final Mesos.FrameworkInfo FRAMEWORK = Mesos.FrameworkInfo.getDefaultInstance();

    @Test
    void defaultsAreWrittenUnlessTheirFieldIsDeprecated() {
        var info = Mesos.FrameworkInfo.newBuilder().setUser("u").setName("n").build();

        assertThat(text(info))
                .isEqualTo("{\"user\":\"u\",\"name\":\"n\",\"failover_timeout\":0.0,\"checkpoint\":false}");
        assertThat(text(Mesos.CommandInfo.getDefaultInstance())).isEqualTo("{\"shell\":true}");
        assertThat(text(Mesos.Filters.getDefaultInstance())).isEqualTo("{\"refuse_seconds\":5.0}");
        assertThat(text(Mesos.AgentInfo.newBuilder().setHostname("h").build()))
                .isEqualTo("{\"hostname\":\"h\",\"port\":5051}");
        assertThat(text(Mesos.NetworkInfo.IPAddress.getDefaultInstance())).isEqualTo("{\"protocol\":\"IPv4\"}");
    }

    @Test
    void integersOf64BitsAreNumbers() throws JsonFault {
        var file = Mesos.FileInfo.newBuilder()
                .setPath("/")
                .setSize(-1)
                .setMode(-1)
                .setNlink(-1)
                .build();

        assertThat(text(file))
                .isEqualTo("{\"path\":\"/\",\"nlink\":-1,\"size\":18446744073709551615,\"mode\":4294967295}");
        assertThat(read(text(file), FILE)).isEqualTo(file);
    }

    @Test
    void bytesAreBase64WithPadding() throws JsonFault {
        var uuid = Mesos.UUID
                .newBuilder()
                .setValue(ByteString.copyFrom(new byte[] {-1, -2, -3, -4}))
                .build();

        assertThat(text(uuid)).isEqualTo("{\"value\":\"//79/A==\"}");
        assertThat(read("{\"value\":\"//79/A==\"}", uuid)).isEqualTo(uuid);
        assertThat(read("{\"value\":\"//79/A\"}", uuid)).isEqualTo(uuid);
        assertThat(read("{\"value\":\"//79\\n/A==\\n\"}", uuid)).isEqualTo(uuid);
    }

    @Test
    void mapsAreObjects() throws JsonFault {
        var text = "{\"role\":\"r\",\"limits\":{\"cpus\":{\"value\":1.5},\"mem\":{\"value\":64.0}}}";
        var config = read(text, Quota.QuotaConfig.getDefaultInstance());

        assertThat(config.getLimitsMap()).containsOnlyKeys("cpus", "mem");
        assertThat(config.getLimitsOrThrow("cpus").getValue()).isEqualTo(1.5);
        assertThat(text(config)).isEqualTo(text);
    }

    @Test
    void unknownNamesAreSkippedWhateverTheyHold() throws JsonFault {
        var text = "{\"x\":{\"y\":[1,{\"z\":[]}]},\"path\":\"p\",\"z\":\"\",\"w\":[[[]]]}";

        assertThat(read(text, FILE)).isEqualTo(FILE.toBuilder().setPath("p").build());
    }

    @Test
    void nullIsNotSet() throws JsonFault {
        assertThat(read("{\"path\":\"p\",\"size\":null,\"mtime\":null}", FILE))
                .isEqualTo(FILE.toBuilder().setPath("p").build());
        assertThat(read("{\"user\":\"u\",\"name\":\"n\",\"roles\":null,\"offer_filters\":null}", FRAMEWORK)
                        .getRolesCount())
                .isZero();
        assertThat(read("{\"user\":\"u\",\"name\":\"n\",\"roles\":[\"a\",null]}", FRAMEWORK)
                        .getRolesList())
                .containsExactly("a");
        assertThatThrownBy(() -> read("{\"path\":null}", FILE)).hasMessage("path: is required, but missing");
    }

    @Test
    void oneValueWillDoForAList() throws JsonFault {
        assertThat(read("{\"user\":\"u\",\"name\":\"n\",\"roles\":\"a\"}", FRAMEWORK)
                        .getRolesList())
                .containsExactly("a");
        var labels = read("{\"labels\":{\"key\":\"k\"}}", Mesos.Labels.getDefaultInstance());
        assertThat(labels.getLabels(0).getKey()).isEqualTo("k");
    }

    @Test
    void anEnumValueOfAnUnknownNameIsNotSet() throws JsonFault {
        var status = read("{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\",\"reason\":\"NEW\"}", STATUS);

        assertThat(status.getState()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(status.hasReason()).isFalse();
        assertThatThrownBy(() -> read("{\"task_id\":{\"value\":\"t\"},\"state\":\"NEW\"}", STATUS))
                .hasMessage("state: is the string \"NEW\", which is no TaskState");
        assertThatThrownBy(() -> read("{\"task_id\":{\"value\":\"t\"},\"state\":1}", STATUS))
                .hasMessage("state: is the number 1, where the name of a TaskState belongs");
    }

    @Test
    void stringsSpellNumbersAndBooleans() throws JsonFault {
        assertThat(read("{\"path\":\"p\",\"size\":\"18446744073709551615\",\"nlink\":\"-3\"}", FILE))
                .isEqualTo(
                        FILE.toBuilder().setPath("p").setSize(-1).setNlink(-3).build());
        var info =
                read("{\"user\":\"u\",\"name\":\"n\",\"failover_timeout\":\"1e2\",\"checkpoint\":\"true\"}", FRAMEWORK);
        assertThat(info.getFailoverTimeout()).isEqualTo(100);
        assertThat(info.getCheckpoint()).isTrue();
    }

    @Test
    void infinityIsAString() throws JsonFault {
        var scalar = Mesos.Value.Scalar.newBuilder()
                .setValue(Double.NEGATIVE_INFINITY)
                .build();

        assertThat(text(scalar)).isEqualTo("{\"value\":\"-Infinity\"}");
        assertThat(read("{\"value\":\"-Infinity\"}", scalar)).isEqualTo(scalar);
        assertThat(read("{\"value\":\"Infinity\"}", scalar).getValue()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void fractionsAreCutOffIntegers() throws JsonFault {
        var duration = Mesos.DurationInfo.getDefaultInstance();

        assertThat(read("{\"nanoseconds\":3.0e9}", duration).getNanoseconds()).isEqualTo(3_000_000_000L);
        assertThat(read("{\"nanoseconds\":-300000000.9}", duration).getNanoseconds())
                .isEqualTo(-300_000_000L);
    }

    @Test
    void googlesDurationIsAnObject() throws JsonFault {
        var drain = Master.Call.DrainAgent.getDefaultInstance();
        var read = read("{\"agent_id\":{\"value\":\"a\"},\"max_grace_period\":{\"seconds\":600}}", drain);

        assertThat(read.getMaxGracePeriod().getSeconds()).isEqualTo(600);
        assertThatThrownBy(() -> read("{\"agent_id\":{\"value\":\"a\"},\"max_grace_period\":\"10mins\"}", drain))
                .hasMessage("max_grace_period: is the string \"10mins\", where an object belongs");
    }

    @Test
    void theLastOfTwoNamesCounts() throws JsonFault {
        assertThat(read("{\"path\":\"p\",\"path\":\"q\"}", FILE).getPath()).isEqualTo("q");
        assertThat(read("{\"user\":\"u\",\"name\":\"n\",\"roles\":[\"a\"],\"roles\":[\"b\"]}", FRAMEWORK)
                        .getRolesList())
                .containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"type":"ACCEPT","accept":{"operations":[{"launch":{"task_infos":[{"task_id":{"value":"t"}}]}}]}} | accept.operations[0].launch.task_infos[0].name: is required, but missing
        {"accept":{"offer_ids":[{"value":"o"},{"value":5}]}} | accept.offer_ids[1].value: is the number 5, where a string belongs
        {"accept":{"offer_ids":{"value":true}}} | accept.offer_ids.value: is true, where a string belongs
        {"kill":[{"task_id":{"value":"t"}}]} | kill: is an array, where an object belongs
        {"kill":{"task_id":"t"}} | kill.task_id: is the string "t", where an object belongs
        {"kill":{"task_id":{"value":{}}}} | kill.task_id.value: is an object, where a string belongs
        {"revive":{"roles":[["a"]]}} | revive.roles[0]: is an array, where a string belongs
        {"decline":{"filters":{"refuse_seconds":"soon"}}} | decline.filters.refuse_seconds: is the string "soon", where a number belongs
        {"decline":{"filters":{"refuse_seconds":"NaN"}}} | decline.filters.refuse_seconds: is the string "NaN", where a number belongs
        {"decline":{"filters":{"refuse_seconds":1e999}}} | decline.filters.refuse_seconds: is the number 1e999, which is too large for a double
        {"acknowledge":{"uuid":"***"}} | acknowledge.uuid: is no base64: Illegal base64 character 2a
        {"subscribe":{"framework_info":{"user":"u","name":"n","checkpoint":1}}} | subscribe.framework_info.checkpoint: is the number 1, where true or false belongs
        {"kill":{"kill_policy":{"grace_period":{"nanoseconds":9223372036854775808}}}} | kill.kill_policy.grace_period.nanoseconds: is the number 9223372036854775808, which is no int64
        {"kill":{"task_id":{"value":"\\ud800"}}} | kill.task_id.value: has half of a surrogate pair at character 0
        [] | is an array, where an object belongs
        "SUBSCRIBE" | is the string "SUBSCRIBE", where an object belongs
        {} {} | goes on after its end
        """)
    void faultsSayWhereAndWhat(String text, String message) {
        assertThatThrownBy(() -> read(text, Scheduler.Call.getDefaultInstance()))
                .isInstanceOf(JsonFault.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"type\":",
                "{'type':1}",
                "{\"type\":01}",
                "nul",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "\u0000"
            })
    void whatIsNoJsonIsAFault(String text) {
        assertThatThrownBy(() -> read(text, Scheduler.Call.getDefaultInstance()))
                .isInstanceOf(JsonFault.class);
    }

    @Test
    void depthIsBounded() {
        var nested = "{\"parent\":".repeat(MesosJson.DEPTH_MAX + 1);

        assertThatThrownBy(() -> read(nested, Mesos.ContainerID.getDefaultInstance()))
                .isInstanceOf(JsonFault.class)
                .hasMessageContaining("nesting depth");
        assertThatThrownBy(() -> read("[".repeat(1 << 20), FILE)).isInstanceOf(JsonFault.class);
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(1 << 20), FILE)).isInstanceOf(JsonFault.class);
    }

    private static String text(Message message) {
        return new String(MesosJson.encode(message), UTF_8);
    }

    private static <M extends Message> M read(String text, M type) throws JsonFault {
        return MesosJson.decode(text.getBytes(UTF_8), type);
    }
}
