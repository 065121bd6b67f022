package io.boreas.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The line that a terminal's session says first. */
class TerminalGreetingTest {
    private final TerminalGreeting greeting = new TerminalGreeting();

    private String take(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(greeting.take(bytes, bytes.length), StandardCharsets.UTF_8);
    }

    @Test
    void theLineIsTakenOutHoweverItComes() {
        assertThat(take("12")).isEmpty();
        assertThat(greeting.isOver()).isFalse();
        assertThat(take("34 /dev/pts/")).isEmpty();
        assertThat(take("7\r\nhello\r\n")).isEqualTo("hello\r\n");

        assertThat(greeting.greeting()).contains(new TerminalGreeting.Greeting(1_234, Path.of("/dev/pts/7")));
        assertThat(take("1 /dev/pts/1\r\n")).isEqualTo("1 /dev/pts/1\r\n");
        assertThat(greeting.end()).isEmpty();
    }

    @Test
    void whatIsNoSuchLineIsTheCommands() {
        var complaint = "script: failed to create pseudo-terminal: No such file or directory, and so on\nbye";
        assertThat(take(complaint)).isEqualTo(complaint);
        assertThat(greeting.greeting()).isEmpty();
    }

    @Test
    void aLineThatNeverEndsIsTheCommandsAtTheEnd() {
        assertThat(take("1 /dev")).isEmpty();
        assertThat(new String(greeting.end(), StandardCharsets.UTF_8)).isEqualTo("1 /dev");
        assertThat(greeting.greeting()).isEmpty();
    }

    @Test
    void aTerminalThatIsNoneOfTheMachinesIsNotBelieved() {
        assertThat(take("1 /dev/pts/../sda\n")).isEqualTo("1 /dev/pts/../sda\n");
        assertThat(greeting.greeting()).isEmpty();
    }
}
