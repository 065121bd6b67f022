package io.boreas.http.mesos.legacy;

import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.TaskRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One page of all tasks, by the time of their first status. Source: Mesos, {@code /tasks}.
 *
 * @param limit tasks in it; negative for all
 * @param newestFirst by default
 */
record TaskPage(int limit, int offset, boolean newestFirst, Optional<String> framework, Optional<String> task) {
    private static final int LIMIT_DEFAULT = 100;

    private static final Comparator<TaskRow> ORDER =
            Comparator.comparing(TaskRow::startedAt).thenComparing(TaskRow::id).thenComparing(TaskRow::framework);

    static TaskPage of(LegacyQuery query) {
        return new TaskPage(
                query.number("limit", LIMIT_DEFAULT),
                query.number("offset", 0),
                !query.text("order").map("asc"::equals).orElse(false),
                query.text("framework_id"),
                query.text("task_id"));
    }

    List<TaskRow> of(CellState state) {
        var found = new ArrayList<TaskRow>();
        for (var row : state.frameworks()) {
            if (framework.map(row.id()::equals).orElse(true)) {
                add(row.tasks(), found);
                add(row.unreachable(), found);
                add(row.ended(), found);
            }
        }
        found.sort(newestFirst ? ORDER.reversed() : ORDER);
        int from = Math.min(Math.max(offset, 0), found.size());
        int to = limit < 0 ? found.size() : (int) Math.min(found.size(), (long) from + limit);
        return found.subList(from, to);
    }

    private void add(List<TaskRow> tasks, List<TaskRow> found) {
        for (var one : tasks) {
            if (task.isEmpty() || task.get().equals(one.id().value())) {
                found.add(one);
            }
        }
    }
}
