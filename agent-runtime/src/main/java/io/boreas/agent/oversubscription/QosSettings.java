package io.boreas.agent.oversubscription;

/**
 * When what was given is taken back. Source of the first two: Mesos, the load QoS controller.
 *
 * @param load5 the load over 5 minutes above which all who hold revocable resources are ended; 0 for any load
 * @param load15 the load over 15 minutes above which they are
 * @param reclaim whether the youngest of them are ended while they hold more than can be given
 */
public record QosSettings(double load5, double load15, boolean reclaim) {
    public QosSettings {
        check(load5, "load-5m");
        check(load15, "load-15m");
    }

    private static void check(double load, String key) {
        if (!(load >= 0 && load <= 100_000)) {
            throw new IllegalArgumentException(
                    "boreas.agent.oversubscription.qos." + key + " is 0 to 100000, not " + load);
        }
    }

    boolean looksAtLoad() {
        return load5 > 0 || load15 > 0;
    }
}
