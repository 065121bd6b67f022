package io.boreas.http.mesos.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixRoutesTest {
    private static final PrefixRoutes<String> ROUTES = new PrefixRoutes<>(
            "master",
            Map.of(
                    "master/api/v1", "operator",
                    "master/api/v1/scheduler", "scheduler",
                    "master/frameworks", "frameworks",
                    "slave(1)/api/v1", "agent",
                    "metrics/snapshot", "metrics"));

    @ParameterizedTest
    @CsvSource({
        "/api/v1, operator",
        "/api/v1/, operator",
        "/api/v1/operator, operator",
        "/api/v1/scheduler, scheduler",
        "/api/v1/scheduler/, scheduler",
        "/api/v1/scheduler/deep/er, scheduler",
        "/api/v1/schedulers, operator",
        "/master/api/v1, operator",
        "/master/frameworks/, frameworks",
        "/master/frameworks?framework_id=/api/v1, frameworks",
        "/slave(1)/api/v1, agent",
        "/slave(2)/api/v1, none",
        "/metrics/snapshot?timeout=1secs, metrics",
        "http://m:5050/api/v1/scheduler, scheduler",
        "HTTP://m:5050/master/frameworks?x=1, frameworks",
        "http://m:5050, none",
        "http://m:5050?x=1, none",
        "/redirect?to=http://x/api/v1, none",
        "//api//v1, none",
        "/, none",
        "*, none",
        "/master, none",
        "/api, none"
    })
    void theLongestPrefixServes(String target, String route) {
        assertThat(ROUTES.find(target).orElse("none")).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b?c=d, /a/b?c=d",
        "http://h:1/a/b?c=d, /a/b?c=d",
        "http://h:1, /",
        "http://h:1?c=d, /?c=d",
        "/a?u=http://h/b, /a?u=http://h/b"
    })
    void pathAndQueryAreTakenOutOfAWholeUri(String target, String relative) {
        assertThat(PrefixRoutes.relative(target)).isEqualTo(relative);
    }
}
