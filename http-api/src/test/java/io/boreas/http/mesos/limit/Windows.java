package io.boreas.http.mesos.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What a rate means. */
final class Windows {
    private Windows() {}

    /** No window of t seconds, wherever it begins and ends, sees more than qps * t + 1. */
    static void requireRate(List<Long> timesNs, double qps) {
        for (int from = 0; from < timesNs.size(); from++) {
            for (int to = from; to < timesNs.size(); to++) {
                double seconds = (timesNs.get(to) - timesNs.get(from)) / 1e9;
                assertThat((double) (to - from + 1))
                        .as("from call %d to call %d", from, to)
                        .isLessThanOrEqualTo(qps * seconds + 1 + 1e-6);
            }
        }
    }
}
