package io.boreas.core.allocator;

import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.util.ArrayList;
import java.util.List;

/** An agent's report, what was granted of it since, and so what is left. */
final class AgentState {
    AllocatorAgent report;

    /** On its way to the agent's group; not yet taken off the report. */
    Resources granted = Resources.empty();

    /** Of what is left, what nobody has reserved; the amounts are those that may be kept. */
    Resources open = Resources.empty();

    long[] openFirm = {};
    List<Reserved> reserved = List.of();

    /** Whether its room counts as there for guarantees: it may be offered. */
    boolean eligible;

    boolean removed;
    final ArrayList<OpenGrant> grants = new ArrayList<>();
    final OfferFilters.OfAgent filters = new OfferFilters.OfAgent();

    /** What is left that is reserved for one role. */
    @SuppressWarnings("ArrayRecordComponent") // read only, and never compared
    record Reserved(Role role, Resources resources, long[] firm) {}

    AgentState(AllocatorAgent report) {
        this.report = report;
    }

    boolean hasNothingLeft() {
        return open.isEmpty() && reserved.isEmpty();
    }

    /** What may be granted, anew; nothing while a report crosses a grant that it has no room for. */
    void refresh(Kinds kinds) {
        var left = granted.isEmpty()
                ? report.available()
                : report.available().minusIfContained(granted).orElse(Resources.empty());
        if (left.isPlain()) {
            open = left;
            openFirm = kinds.vector(left);
            reserved = List.of();
            return;
        }
        open = left.unreserved();
        openFirm = kinds.firm(open);
        reserved = new ArrayList<>();
        left.reservations()
                .forEach((role, resources) -> reserved.add(new Reserved(role, resources, kinds.firm(resources))));
    }

    /** How much of its own it has left: the least of any kind, in [0, 1]. */
    double emptiness(Kinds kinds) {
        long[] total = kinds.vector(report.total());
        double least = 1;
        for (int i = 0; i < total.length; i++) {
            if (total[i] > 0) {
                least = Math.min(least, (double) Kinds.at(openFirm, i) / total[i]);
            }
        }
        return least;
    }
}
