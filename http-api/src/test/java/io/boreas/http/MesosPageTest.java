package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /mesos/}: the web UI of Mesos from an operator's folder. */
final class MesosPageTest {
    @TempDir
    Path work;

    private Path page() throws IOException {
        var page = Files.createDirectories(work.resolve("webui"));
        Files.writeString(page.resolve("index.html"), "<p>Mesos");
        Files.createDirectories(page.resolve("app/shared"));
        Files.writeString(page.resolve("app/shared/pailer.html"), "<p>pailer");
        Files.writeString(page.resolve("app/app.js"), "var app;");
        Files.write(page.resolve("mesos-logo.png"), new byte[] {(byte) 0x89, 'P'});
        Files.writeString(work.resolve("secret"), "not for the world");
        return page;
    }

    private static Doors serving(Path page) {
        return new Doors(Doors.settings("mesos.web-ui = \"" + page + "\""));
    }

    @Test
    void itsFilesAreServedBelowOneName() throws IOException {
        try (var doors = serving(page())) {
            assertThat(doors.get("/mesos/").text()).isEqualTo("<p>Mesos");
            assertThat(doors.get("/mesos/").header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
            assertThat(doors.get("/mesos/app/shared/pailer.html").text()).isEqualTo("<p>pailer");
            assertThat(doors.get("/mesos/app/app.js").header("Content-Type")).startsWith("text/javascript");
            assertThat(doors.get("/mesos/mesos-logo.png").header("Content-Type"))
                    .isEqualTo("image/png");
            var bare = doors.get("/mesos");
            assertThat(bare.status()).isEqualTo(307);
            assertThat(bare.header("Location")).isEqualTo("/mesos/");
        }
    }

    @Test
    void nothingElseIs() throws IOException {
        try (var doors = serving(page())) {
            for (var path : new String[] {
                "/mesos/app", "/mesos/none.html", "/mesos/../secret", "/mesos/%2e%2e/secret", "/mesos/..%2fsecret"
            }) {
                assertThat(doors.get(path).status()).as(path).isEqualTo(404);
            }
            assertThat(doors.post("/mesos/", "{}").status()).isEqualTo(405);
        }
        try (var doors = new Doors()) {
            assertThat(doors.get("/mesos/").status()).isEqualTo(404);
        }
    }

    @Test
    void aFolderWithoutThePageIsRefused() throws IOException {
        var page = page();
        Files.delete(page.resolve("index.html"));
        for (var folder : new Path[] {page, work.resolve("none")}) {
            assertThatThrownBy(() -> BoreasServer.check(Doors.settings("mesos.web-ui = \"" + folder + "\"")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("boreas.http.mesos.web-ui is " + folder, "no index.html", "webui");
        }
    }
}
