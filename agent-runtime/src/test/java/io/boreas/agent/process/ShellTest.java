package io.boreas.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.sandbox.FolderNames;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "sleep 60", "/usr/bin/env a=b c", "python3 -m http.server --bind 0.0.0.0 80"})
    void aProgramWithPlainArgumentsNeedsNoShell(String cmdline) {
        assertThat(Shell.isPlain(cmdline)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a; b",
                "a | b",
                "echo -e x",
                "exit 3",
                "A=b c",
                "cd x",
                "a $b",
                "a 'b'",
                "a > b",
                "a &",
                "a\nb",
                "[ -e x ]",
                "~/a",
                "a*",
                "if",
                "-x",
                "a\tb",
                "a {b,c}",
                "a #b"
            })
    void allElseGoesThroughAShell(String cmdline) {
        assertThat(Shell.isPlain(cmdline)).isFalse();
    }

    @Test
    void quotedTextIsOneWordWhateverItHolds() throws Exception {
        var text = "it's \"a\" $HOME `b` \\ \n ! * ü";
        var echo = new ProcessBuilder("/bin/sh", "-c", "printf %s " + Shell.quote(text)).start();
        assertThat(new String(echo.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void aNameInBracketsDoesNotConfuseTheStartTime() throws Exception {
        var stat = ProcessStat.parse(7, "7 (a) R 1 (b)) S 3 4 5 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 12345 2 3 4 5");

        assertThat(stat).isEqualTo(new ProcessStat(new ProcessId(7, 12_345), 'S', 3, 5));
    }

    @Test
    void foldersOfDifferentIdsHaveDifferentNames() {
        var ids = List.of(
                "a",
                "A",
                "a b",
                "a%20b",
                ".a",
                "a.",
                "-a",
                "x".repeat(200),
                "x".repeat(201),
                "x".repeat(255),
                "x".repeat(254) + "y",
                "ü".repeat(255),
                "a~b",
                "..a",
                "%");
        var names = new HashSet<String>();
        ids.forEach(id -> names.add(FolderNames.of(id)));

        assertThat(names).hasSize(ids.size()).allMatch(name -> name.matches("[A-Za-z0-9_%][A-Za-z0-9_.%~-]{0,200}"));
    }
}
