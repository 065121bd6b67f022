package io.boreas.actors.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides under whom a master becomes a member. All who see the same masters let the same one begin; who sees others, because it came a
 * moment later, goes by what those say.
 *
 * @param self this master
 * @param masters all of the cell, in the order in which they begin one
 */
record Formation(String self, List<String> masters) {
    Formation {
        masters = List.copyOf(masters);
    }

    /**
     * What a master says of itself.
     *
     * @param under whom it lets begin; empty while it has found too few others
     * @param takesPart whether it is a member of a cell that works
     */
    record Intent(Optional<String> under, boolean takesPart) {
        /** Of a master that has not decided yet. */
        static final Intent NONE = new Intent(Optional.empty(), false);
    }

    /**
     * Whom to ask for membership. The first of them begins a cell if there is none, and only if it is this master itself does this
     * one ever begin.
     *
     * @param there the masters whose process is there, this one among them
     * @param intents what others have said lately
     */
    List<String> order(Set<String> there, Map<String, Intent> intents) {
        var first = masters.stream()
                .filter(master -> there.contains(master)
                        && !master.equals(self)
                        && intents.getOrDefault(master, Intent.NONE).takesPart())
                .findFirst()
                .or(() -> chosen(there, intents))
                .or(() -> masters.stream().filter(there::contains).findFirst())
                .orElse(self);
        var order = new ArrayList<String>();
        order.add(first);
        masters.stream().filter(there::contains).forEach(order::add);
        order.addAll(masters);
        return order.stream().distinct().toList();
    }

    /** Whom most of the others let begin, of those that are there. */
    private Optional<String> chosen(Set<String> there, Map<String, Intent> intents) {
        var votes = new HashMap<String, Integer>();
        intents.forEach((master, intent) -> {
            if (there.contains(master)) {
                intent.under().filter(there::contains).ifPresent(first -> votes.merge(first, 1, Integer::sum));
            }
        });
        return votes.keySet().stream()
                .min(Comparator.<String, Integer>comparing(votes::get)
                        .reversed()
                        .thenComparing(masters::indexOf));
    }

    /**
     * Whether the cell is elsewhere: this master was led into another one, which can never be.
     *
     * @param members whom this master sees as members, itself among them
     */
    boolean isElsewhere(Set<String> members, Map<String, Intent> intents) {
        var working = intents.entrySet().stream()
                .filter(intent -> intent.getValue().takesPart())
                .map(Map.Entry::getKey)
                .toList();
        return members.contains(self) && !working.isEmpty() && working.stream().noneMatch(members::contains);
    }
}
