package io.boreas.testcluster.bench.cell;

import io.boreas.drill.cell.CellClient;
import java.util.regex.Pattern;

/**
 * What a master counts of its cell, by its metrics.
 *
 * @param running tasks of jobs that run
 * @param registered agents that are registered
 * @param linked agents that have a link
 */
record MetricsReading(int running, int registered, int linked) {
    private static final MetricsReading UNKNOWN = new MetricsReading(-1, -1, -1);

    /** What a master counts now; other than any real count if its cell does not answer it. */
    static MetricsReading at(CellClient master) {
        var reply = master.get("/metrics");
        if (reply.status() != 200 || number(reply.text(), "boreas_cell_answered") != 1) {
            return UNKNOWN;
        }
        return new MetricsReading(
                number(reply.text(), "boreas_tasks{state=\"RUNNING\"}"),
                number(reply.text(), "boreas_agents{presence=\"REGISTERED\"}"),
                number(reply.text(), "boreas_agents_linked"));
    }

    private static int number(String metrics, String name) {
        var line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics);
        return line.find() ? (int) Double.parseDouble(line.group(1)) : -1;
    }
}
