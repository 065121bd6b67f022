package io.boreas.http.mesos.operator;

import io.boreas.core.agent.Presence;
import io.boreas.http.mesos.state.CellState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.util.ByteString;

/**
 * The record that begins a stream, shared by those who came while it was made.
 *
 * @param pieces its bytes with their frame
 * @param settledAt no journal record after this one is in it
 * @param present ids of what is in it
 */
record Snapshot(List<ByteString> pieces, long settledAt, Set<Object> present) {
    /** Whether an event adds what is in here already. */
    boolean has(OperatorEvent event) {
        return event.position() <= settledAt
                && event.added().filter(present::contains).isPresent();
    }

    static Set<Object> present(CellState state) {
        var present = new HashSet<Object>();
        for (var view : state.agents()) {
            if (view.agent().presence() == Presence.REGISTERED) {
                present.add(view.agent().id());
            }
            view.agent().tasks().forEachValue(task -> present.add(task.id()));
        }
        for (var row : state.frameworks()) {
            row.framework().ifPresent(framework -> present.add(framework.id()));
        }
        return present;
    }
}
