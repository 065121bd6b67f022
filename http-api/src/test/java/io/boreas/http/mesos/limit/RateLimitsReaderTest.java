package io.boreas.http.mesos.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitsReaderTest {
    private static RateLimit limit(double qps, long capacity) {
        return new RateLimit(OptionalDouble.of(qps), OptionalLong.of(capacity));
    }

    @Test
    void aFileOfMesosIsReadAsItIs() {
        var limits = RateLimitsReader.read("""
                {"limits": [{"principal": "foo", "qps": 55.5, "capacity": 100000}, {"principal": "bar"},
                            {"principal": "baz", "qps": 300}, {"principal": "qux", "capacity": 18446744073709551615}],
                 "aggregate_default_qps": 33.3, "aggregate_default_capacity": 1e6}
                """);
        assertThat(limits.principals())
                .isEqualTo(Map.of(
                        "foo",
                        limit(55.5, 100_000),
                        "bar",
                        RateLimit.NONE,
                        "baz",
                        new RateLimit(OptionalDouble.of(300), OptionalLong.empty()),
                        "qux",
                        new RateLimit(OptionalDouble.empty(), OptionalLong.of(Long.MAX_VALUE))));
        assertThat(limits.others()).isEqualTo(limit(33.3, 1_000_000));
        assertThat(limits.principals().get("qux").isIdle()).isTrue(); // as in Mesos it limits nothing
        assertThat(limits.principals().values().stream().filter(RateLimit::isIdle))
                .hasSize(1);
        assertThat(RateLimitsReader.read("{}")).isEqualTo(RateLimits.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"limits\": [            | it is not valid JSON: Unexpected end-of-input",
                "[]                        | it is not a JSON object",
                "{} {}                     | it is not valid JSON: Trailing token",
                "{\"limit\": []}           | it has \"limit\", but is about limits, aggregate_default_qps, aggregate_default_capacity",
                "{\"limits\": {}}          | \"limits\" is no list",
                "{\"limits\": [1]}         | limits[0] must be {\"principal\": ..., \"qps\": ..., ...}",
                "{\"limits\": [{\"principal\": \"a\", \"rate\": 1}]} | limits[0] has \"rate\", but is about principal, qps, capacity",
                "{\"limits\": [{\"principal\": \"a\"}, {\"qps\": 1}]} | limits[1] has no \"principal\" that is a text",
                "{\"limits\": [{\"principal\": \"\"}]} | limits[0] has no \"principal\" that is a text",
                "{\"limits\": [{\"principal\": \"a\"}, {\"principal\": \"a\", \"qps\": 1}]} | limits[1] is of \"a\", which has a limit already",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": 1, \"qps\": 2}]} | it is not valid JSON: Duplicate field 'qps'",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": 0}]}   | limits[0].qps is a positive number, not 0",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": -1.5}]} | limits[0].qps is a positive number, not -1.5",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": \"1\"}]} | limits[0].qps is a positive number, not \"1\"",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": null}]} | limits[0].qps is a positive number, not null",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": 1e999}]} | limits[0].qps is a positive number, not",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": 1, \"capacity\": -1}]} | limits[0].capacity is a whole number, 0 or more, not -1",
                "{\"limits\": [{\"principal\": \"a\", \"qps\": 1, \"capacity\": 1.5}]} | limits[0].capacity is a whole number, 0 or more, not 1.5",
                "{\"aggregate_default_qps\": 0} | aggregate_default_qps is a positive number, not 0",
                "{\"aggregate_default_qps\": 1, \"aggregate_default_capacity\": true} | aggregate_default_capacity is a whole number, 0 or more, not true",
            })
    void whatMesosRefusesOrDoesNotKnowIsRefused(String json, String why) {
        assertThatThrownBy(() -> RateLimitsReader.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
