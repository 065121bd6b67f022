package io.boreas.actors.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions that strangers write. */
class RegularExpressionsTest {
    private final RegularExpressions patterns = new RegularExpressions(100);

    @Test
    void allOfATextMustMatch() {
        var host = patterns.matching("node-[0-9]{1,3}\\.example\\.com");
        assertThat(host).accepts("node-1.example.com", "node-123.example.com").rejects("node-1.example.com.org", "");
    }

    @Test
    void whatTakesOthersForEverTakesTimeInProportion() {
        var text = "a".repeat(1_000) + "b";
        assertThat(patterns.matching("(a+)+")).rejects(text);
        assertThat(patterns.matching("(a|a)*(a|aa)*c")).rejects(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "x**", "\\1", "(?<=a)b", "[z-a]"})
    void whatIsNoExpressionOfThisSyntaxIsRefusedWithItsText(String regex) {
        assertThatThrownBy(() -> patterns.check(regex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Failed to construct regex from pattern '" + regex + "': ");
    }

    /** Some of them, made at once, would not fit into memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((a{1000}){1000}){1000}){1000}",
                "((a{0,1000}){0,1000}){0,1000}",
                "(?:[\\]({]{1000}){1000}",
                "(?:\\Q(\\E{1000}){1000}",
                "(?:\\p{Lu}{1000}){1000}",
                "(?:[]a]{1000}){1000}",
                "(?:[[:alpha:]]{1000}){1000}",
                "a{1001}",
                "a{101}"
            })
    void whatIsTooLargeIsRefusedBeforeItIsMade(String regex) {
        assertThatThrownBy(() -> patterns.check(regex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Regex '" + regex + "' is too complex: ");
        assertThatThrownBy(() -> patterns.check("(".repeat(2_000))).hasMessageContaining("is too complex");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a{90}", "(?i)rack-[a-f]{1,20}", "a{,3}", "a|b{2}|(c{3}){3}", "[^\\]]{5}", "\\x{41}{3}", ""})
    void whatIsSmallIsTaken(String regex) {
        assertThatCode(() -> patterns.check(regex)).doesNotThrowAnyException();
    }
}
