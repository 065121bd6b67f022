package io.boreas.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePlacesTest {
    @TempDir
    Path folder;

    Path lower;

    ImagePlaces places;

    @BeforeEach
    void layOut() throws IOException {
        var upper = Files.createDirectories(folder.resolve("upper"));
        lower = Files.createDirectories(folder.resolve("lower"));
        for (var path : List.of("srv/deep", "run", "var")) {
            Files.createDirectories(lower.resolve(path));
        }
        Files.writeString(lower.resolve("srv/file"), "");
        link("var/run", "/run");
        link("up", "../../../../srv/./deep");
        link("chain", "var/run/x");
        link("dangling", "/not/there");
        link("loop", "loop");
        link("way", "/etc");
        Files.createDirectories(upper.resolve("way"));
        places = new ImagePlaces(List.of(upper, lower));
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(lower.resolve(name), Path.of(target));
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/deep, /srv/deep",
        "/new/er, /new/er",
        "/srv/new, /srv/new",
        "/var/run/new, /run/new",
        "/up/new, /srv/deep/new",
        "/chain/y, /run/x/y",
        "/dangling, /not/there",
        "/way/passwd, /way/passwd",
        "/way/alternatives/x, /way/alternatives/x"
    })
    void linksMeanWhatTheyMeanInTheImage(String path, String resolved) throws IOException {
        assertThat(places.resolve(path, false)).isEqualTo(resolved);
    }

    @Test
    void aFileIsAtAFile() throws IOException {
        assertThat(places.resolve("/srv/file", true)).isEqualTo("/srv/file");
        assertThat(places.resolve("/srv/new", true)).isEqualTo("/srv/new");
        assertThatThrownBy(() -> places.resolve("/srv/deep", true)).hasMessageContaining("no file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/file", "/srv/file/x", "/loop", "/loop/x"})
    void whatIsNoFolderHoldsNone(String path) {
        assertThatThrownBy(() -> places.resolve(path, false)).isInstanceOf(UnmountableException.class);
    }
}
