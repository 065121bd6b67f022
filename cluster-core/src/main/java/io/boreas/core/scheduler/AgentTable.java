package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attribute;
import io.boreas.core.resource.Attributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All agents: what they have free, in order, and which of them have which attribute's value. */
final class AgentTable {
    /** Agents with this attribute take only tasks that ask for it. Source: Aurora. */
    static final String DEDICATED = "dedicated";

    private static final long LABEL_GAP = 1L << 40;
    private static final IntSet NOBODY = new IntSet();

    /** A name and one of its values. */
    record Named(String name, String value) {}

    final FreeCells cells = new FreeCells();
    private final Optional<String> home;
    private final FreeIndex open = new FreeIndex(cells);
    private final FreeIndex dedicated = new FreeIndex(cells);
    private final Map<AgentId, AgentRow> byId = new HashMap<>(); // looked up, never walked
    private final TreeMap<AgentId, AgentRow> inOrder = new TreeMap<>();
    private final Interner<Named> values = new Interner<>();
    private final ArrayList<IntSet> holders = new ArrayList<>();
    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
    private final ArrayList<AgentRow> grown = new ArrayList<>();
    private final long[] totals = new long[Amounts.NONE.scalars().length];
    private Optional<Set<String>> whitelist = Optional.empty();
    private AgentRow[] rows = new AgentRow[64];
    private int slots;
    private int registered;
    private long attributesVersion;

    /** @param home the region of the masters, if they are in one */
    AgentTable(Optional<String> home) {
        this.home = home;
    }

    /** How many agents are registered. */
    int registered() {
        return registered;
    }

    /** What registered agents have in all. */
    long[] totals() {
        return totals;
    }

    /** Changes whenever an agent's attributes do. */
    long attributesVersion() {
        return attributesVersion;
    }

    AgentRow row(int slot) {
        return rows[slot];
    }

    /** The index of agents for everyone, or of those that are dedicated. */
    FreeIndex index(boolean ofDedicated) {
        return ofDedicated ? dedicated : open;
    }

    /** Registered agents, by id. */
    List<AgentRow> registeredRows() {
        return inOrder.values().stream()
                .filter(row -> row.slot != FreeIndex.NONE)
                .toList();
    }

    /** What is known of an agent, which may be no more than that a task is on it. */
    AgentRow known(AgentId id) {
        var row = byId.get(id);
        if (row == null) {
            row = new AgentRow(id);
            byId.put(id, row);
            inOrder.put(id, row);
            label(row);
        }
        return row;
    }

    @Nullable
    AgentRow find(AgentId id) {
        return byId.get(id);
    }

    /** Only agents on these hosts take anything new; all of them if there is no list. */
    void setWhitelist(Optional<Set<String>> hosts) {
        whitelist = hosts;
        for (var row : registeredRows()) {
            unindex(row);
            judge(row);
            if (row.accepting()) {
                index(row.dedicated).add(row.slot);
                noteGrown(row);
            }
        }
    }

    private void judge(AgentRow row) {
        var report = row.report;
        row.listed = report == null
                || whitelist.map(hosts -> hosts.contains(report.host())).orElse(true);
    }

    /** Takes a report, unless a later one is known; returns whether the totals changed. */
    boolean upsert(PlannerAgent report) {
        var row = known(report.id());
        var before = row.report;
        boolean accepted = row.accepting();
        if (before == null) {
            register(row);
            row.report = report;
            describe(row, report);
            addTotals(report.total(), 1);
        } else if (report.revision() < before.revision()) {
            refresh(row);
            return false;
        } else {
            unindex(row);
            row.report = report;
            if (!before.isDescribedAs(report)) {
                describe(row, report);
            }
            addTotals(before.total(), -1);
            addTotals(report.total(), 1);
        }
        judge(row);
        boolean grew = refill(row);
        if (row.accepting()) {
            index(row.dedicated).add(row.slot);
            if (grew || before == null || !accepted || !before.isDescribedAs(report)) {
                noteGrown(row);
            }
        }
        return before == null || !before.total().equals(report.total());
    }

    /** The agent is not registered any more; what tasks are on it stays known. */
    void remove(AgentRow row) {
        var report = row.report;
        if (report == null) {
            return;
        }
        unindex(row);
        setValues(row, Attributes.none());
        addTotals(report.total(), -1);
        row.report = null;
        freeSlots.push(row.slot);
        row.slot = FreeIndex.NONE;
        registered--;
        forgetIfUnused(row);
    }

    /** Something that was in flight is in the report now, or never will be. */
    void refresh(AgentRow row) {
        if (row.report == null) {
            return;
        }
        boolean grew = refill(row);
        if (row.accepting()) {
            index(row.dedicated).moved(row.slot);
            if (grew) {
                noteGrown(row);
            }
        }
    }

    /** Places on an agent so many times; {@link #settle} is owed before the next search. */
    void take(int slot, Amounts needs, int times) {
        cells.add(slot, needs, -times);
        rows[slot].addInFlight(needs, times);
    }

    /** The agent goes to where it belongs in the order now. */
    void settle(int slot) {
        index(rows[slot].dedicated).moved(slot);
    }

    /** Agents that may take more than they could when this was last asked. */
    List<AgentRow> takeGrown() {
        if (grown.isEmpty()) {
            return List.of();
        }
        var since = List.copyOf(grown);
        since.forEach(row -> row.grown = false);
        grown.clear();
        return since;
    }

    /** The number of a value, held until it is released. */
    int acquire(Named named) {
        int value = values.acquire(named);
        while (holders.size() <= value) {
            holders.add(new IntSet());
        }
        return value;
    }

    void release(Named named) {
        values.release(named);
    }

    /** The slots of agents that have the value. */
    IntSet holders(int value) {
        return value < holders.size() ? holders.get(value) : NOBODY;
    }

    private void register(AgentRow row) {
        Integer free = freeSlots.poll();
        row.slot = free == null ? slots++ : free;
        cells.ensure(slots);
        if (slots > rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        rows[row.slot] = row;
        cells.setLabel(row.slot, row.label);
        for (int kind = 0; kind < Amounts.KINDS; kind++) {
            cells.set(row.slot, kind, 0);
        }
        registered++;
    }

    private void unindex(AgentRow row) {
        if (row.accepting()) {
            index(row.dedicated).remove(row.slot);
        }
    }

    /** Computes what is free from the report; returns whether there is more of something than before. */
    private boolean refill(AgentRow row) {
        var report = row.report;
        boolean grew = false;
        for (int kind = 0; report != null && kind < Amounts.KINDS; kind++) {
            long free = report.available().kind(kind) - row.inFlight(kind);
            grew |= free > cells.get(row.slot, kind);
            cells.set(row.slot, kind, free);
        }
        return grew;
    }

    private void noteGrown(AgentRow row) {
        if (!row.grown) {
            row.grown = true;
            grown.add(row);
        }
    }

    private void describe(AgentRow row, PlannerAgent report) {
        var own = report.attributes();
        setValues(row, report.domain().map(domain -> domain.over(own)).orElse(own));
        row.remote = home.isPresent()
                && report.domain()
                        .filter(domain -> !domain.region().equals(home.get()))
                        .isPresent();
    }

    private void setValues(AgentRow row, Attributes attributes) {
        for (int value : row.values) {
            holders.get(value).remove(row.slot);
        }
        attributesVersion++;
        var named = named(attributes);
        row.values = new int[named.size()];
        row.names = new String[named.size()];
        row.dedicated = false;
        for (int i = 0; i < named.size(); i++) {
            row.values[i] = acquire(named.get(i));
            row.names[i] = named.get(i).name();
            holders.get(row.values[i]).add(row.slot);
            row.dedicated |= row.names[i].equals(DEDICATED);
        }
        row.held.forEach(values::release);
        row.held = named;
    }

    private static List<Named> named(Attributes attributes) {
        return attributes.list().stream().map(AgentTable::named).distinct().toList();
    }

    private static Named named(Attribute attribute) {
        return new Named(attribute.name(), attribute.value().toString());
    }

    private void addTotals(Amounts amounts, int times) {
        var scalars = amounts.scalars();
        for (int i = 0; i < totals.length; i++) {
            totals[i] += times * scalars[i];
        }
    }

    /** Forgets an agent that is not registered and has no tasks. */
    void forgetIfUnused(AgentRow row) {
        if (!row.hasTasks() && row.report == null) {
            byId.remove(row.id);
            inOrder.remove(row.id);
        }
    }

    /** A label between those of its neighbours; when there is none left, all agents get new ones in the same order. */
    private void label(AgentRow row) {
        var lower = inOrder.lowerEntry(row.id);
        var higher = inOrder.higherEntry(row.id);
        long from = lower == null ? 0 : lower.getValue().label;
        long to = higher == null ? from + 2 * LABEL_GAP : higher.getValue().label;
        row.label = from + (to - from) / 2;
        if (row.label == from) {
            long next = LABEL_GAP;
            for (var each : inOrder.values()) {
                each.label = next;
                next += LABEL_GAP;
                if (each.slot != FreeIndex.NONE) {
                    cells.setLabel(each.slot, each.label);
                }
            }
        }
    }
}
