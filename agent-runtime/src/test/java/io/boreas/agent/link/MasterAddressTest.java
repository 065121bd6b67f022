package io.boreas.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"master-1.example:5055", "10.0.0.1:1", "[::1]:65535"})
    void anAddressIsWrittenAsItIsRead(String text) {
        assertThat(MasterAddress.parse(text)).hasToString(text);
    }

    @Test
    void bracketsAreNotPartOfTheHost() {
        assertThat(MasterAddress.parse("[::1]:5055")).isEqualTo(new MasterAddress("::1", 5055));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "master", "master:", ":5055", "::1:5055", "master:0", "master:65536", "master:-1", "m:1x"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> MasterAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
