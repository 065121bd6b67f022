package io.boreas.agent.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    @Test
    void parametersAreReadWithAndWithoutQuotes() {
        assertThat(Challenge.of(
                        List.of("bearer Realm=\"https://a.example/t?x=1,2\",service=a.example , scope=\"a, b\"")))
                .contains(new Challenge(
                        "bearer",
                        Map.of("realm", "https://a.example/t?x=1,2", "service", "a.example", "scope", "a, b")));
    }

    @Test
    void aTokenIsPreferredToAPassword() {
        assertThat(Challenge.of(List.of("Negotiate, Basic realm=\"a\", Bearer realm=\"b\"")))
                .contains(new Challenge("bearer", Map.of("realm", "b")));
        assertThat(Challenge.of(List.of("Negotiate abc==", "Basic")).map(Challenge::scheme))
                .contains("basic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Digest realm=\"a\"", "\"Bearer\"=", "===,,,"})
    void nothingElseIsAnswered(String header) {
        assertThat(Challenge.of(List.of(header))).isEmpty();
        assertThat(Challenge.of(List.of("Bearer realm=\"" + "a".repeat(9_000) + "\"")))
                .isEmpty();
    }
}
