package io.boreas.agent.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.boreas.agent.process.ProcessId;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TaskPortsTest {
    private static final String TASK = "task";
    private static final Limits GIVEN = Limits.of(Resources.parse("ports:[31000-31001]"), Optional.empty(), 0);

    private static TaskPorts enforced(String among) {
        return new TaskPorts(new PortChecks(true, Ranges.parse(among), Duration.ofSeconds(1)));
    }

    private static Optional<String> judged(TaskPorts isolator, String listening) {
        return isolator.judge(TASK, GIVEN, Sample.ofPorts(Ranges.parse(listening)))
                .map(limitation -> {
                    assertThat(limitation.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION);
                    return limitation.message();
                });
    }

    @Test
    void aPortThatWasNotGivenCountsOnceItIsSeenAgain() {
        var isolator = enforced("[]");

        assertThat(judged(isolator, "[31000-31000]")).isEmpty();
        assertThat(judged(isolator, "[80-80,31000-31001]")).isEmpty();
        assertThat(judged(isolator, "[80-80,443-443]"))
                .contains("Container is listening on unallocated port(s): [80-80]");
    }

    @Test
    void whatIsThereForAMomentDoesNotCount() {
        var isolator = enforced("[]");

        assertThat(judged(isolator, "[80-80]")).isEmpty();
        assertThat(judged(isolator, "[]")).isEmpty();
        assertThat(judged(isolator, "[80-80]")).isEmpty();
        assertThat(judged(isolator, "[81-81]")).isEmpty();
    }

    @Test
    void aLookAtSomethingElseSaysNothingOfPorts() {
        var isolator = enforced("[]");

        assertThat(judged(isolator, "[80-80]")).isEmpty();
        assertThat(isolator.judge(TASK, GIVEN, Sample.of(1, 1))).isEmpty();
        assertThat(judged(isolator, "[80-80]")).isPresent();
    }

    @Test
    void aTaskThatHasTheNameOfAnEarlierOneIsAnother() {
        var isolator = enforced("[]");

        assertThat(judged(isolator, "[80-80]")).isEmpty();
        isolator.release(TASK);
        assertThat(judged(isolator, "[80-80]")).isEmpty();
    }

    @Test
    void onlyPortsThatAreLookedAtCount() {
        var isolator = enforced("[31000-32000]");

        assertThat(judged(isolator, "[80-80,31002-31002]")).isEmpty();
        assertThat(judged(isolator, "[80-80,31002-31002]"))
                .contains("Container is listening on unallocated port(s): [31002-31002]");
    }

    @Test
    void eachPortIsToldOnceUnlessTasksAreToBeEndedForThem() {
        var isolator = new TaskPorts(PortChecks.DEFAULT);
        var log = (Logger) LoggerFactory.getLogger(TaskPorts.class);
        var told = new ListAppender<ILoggingEvent>();
        told.start();
        log.addAppender(told);
        try {
            for (var ports : List.of("[80-80]", "[80-80]", "[80-80]", "[80-81]", "[80-81]", "[80-81]")) {
                assertThat(judged(isolator, ports)).isEmpty();
            }
        } finally {
            log.detachAppender(told);
        }
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "a task listens on ports that it was not given task=task ports=[80-80] given=[31000-31001]",
                        "a task listens on ports that it was not given task=task ports=[80-81] given=[31000-31001]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0-10]", "[31000-65536]"})
    void portsThatThereAreNotAreRefused(String among) {
        assertThatThrownBy(() -> enforced(among))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ports that tasks listen on are of 1 to 65535, not " + among);
    }

    @Test
    void tablesOfTheKernelAreRead() {
        var found = new HashMap<Long, Integer>();

        ListeningPorts.read(
                List.of(
                        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0",
                        "   1: 0100007F:1F91 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1",
                        "   2: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4713 1 0 100 0 0 10 0"),
                found);

        assertThat(found).isEqualTo(Map.of(4_711L, 8_080, 4_713L, 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void aProcessIsKnownByWhatItListensOn(String address) throws IOException {
        var self = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
        try (var server = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            assertThat(ListeningPorts.now().of(List.of(self)).contains(server.getLocalPort()))
                    .isTrue();
            server.close();
            assertThat(ListeningPorts.now().of(List.of(self)).contains(server.getLocalPort()))
                    .isFalse();
        }
        assertThat(ListeningPorts.now().of(List.of(new ProcessId(self.pid(), self.startTicks() + 1))))
                .isEqualTo(Ranges.empty());
    }
}
