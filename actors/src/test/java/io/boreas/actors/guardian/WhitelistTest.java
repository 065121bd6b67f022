package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of hosts in a file that changes. */
class WhitelistTest {
    @TempDir
    private Path folder;

    @Test
    void eachLineNamesAHost() throws IOException {
        assertThat(says("b.example\n\n# out since Monday: c.example\n  a.example \r\n")
                        .hosts()
                        .orElseThrow())
                .containsExactly("a.example", "b.example");
        assertThat(says("").hosts().orElseThrow())
                .as("nobody is on an empty list")
                .isEmpty();
        assertThat(says("a.example\n*\n").hosts()).as("a star is every host").isEmpty();
    }

    @Test
    void whatTheFileSaysNowCounts() throws IOException {
        var list = says("a");
        write("a\nb");
        list.reread();
        assertThat(list.hosts().orElseThrow()).containsExactly("a", "b");
    }

    @Test
    void whatItSaidLastHoldsWhileItCannotBeRead() throws IOException {
        var list = says("a");
        Files.delete(file());
        list.reread();
        list.reread();
        assertThat(list.hosts().orElseThrow()).containsExactly("a");
        Files.createDirectory(file());
        list.reread();
        assertThat(list.hosts().orElseThrow()).containsExactly("a");
        Files.delete(file());
        write("b");
        list.reread();
        assertThat(list.hosts().orElseThrow()).containsExactly("b");
    }

    @Test
    void aListThatIsNotThereOrTooLongIsRefused() throws IOException {
        assertThatThrownBy(() -> Whitelist.open(file()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("boreas.allocator.whitelist is " + file());
        write("a".repeat(Whitelist.BYTES_MAX + 1));
        assertThatThrownBy(() -> Whitelist.open(file())).hasMessageContaining("more than " + Whitelist.BYTES_MAX);
    }

    private Whitelist says(String text) throws IOException {
        write(text);
        return Whitelist.open(file());
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private Path file() {
        return folder.resolve("hosts");
    }
}
