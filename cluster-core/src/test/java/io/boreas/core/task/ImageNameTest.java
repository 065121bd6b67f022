package io.boreas.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void hostPathTagAndDigestAreTold() {
        assertThat(ImageName.parse("localhost:5000/team/app:1.2@" + DIGEST))
                .contains(new ImageName("localhost:5000/team/app", "1.2", DIGEST));
        assertThat(ImageName.parse("app")).contains(new ImageName("app", "", ""));
        assertThat(ImageName.parse("app@" + DIGEST)).contains(new ImageName("app", "", DIGEST));
    }

    @ParameterizedTest
    @CsvSource({
        "app,, app",
        "app.one:1,, app.one",
        "team/app:1,, team/app",
        "localhost/app, localhost, app",
        "registry.example/team/app:1, registry.example, team/app",
        "host:80/a, host:80, a"
    })
    void theFirstPartIsTheRegistryIfItLooksLikeAHost(String text, String registry, String path) {
        var name = ImageName.parse(text).orElseThrow();

        assertThat(name.registry()).isEqualTo(Optional.ofNullable(registry));
        assertThat(name.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app:1", "a/b_c/d--e:V1", "registry.example/a", "host:80/a"})
    void whatIsWrittenIsWhatWasRead(String name) {
        assertThat(ImageName.parse(name)).map(ImageName::toString).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/a", "a/", "../a", "a/../b", "a/./b", "A", "a:", "a:b:c", "a b", "a@sha256:12", ".a", "a\n"
            })
    void whatIsNoNameIsRefused(String text) {
        assertThat(ImageName.parse(text)).isEmpty();
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertThat(ImageName.parse("a".repeat(ImageName.LENGTH_MAX))).isPresent();
        assertThat(ImageName.parse("a".repeat(ImageName.LENGTH_MAX + 1))).isEmpty();
    }
}
