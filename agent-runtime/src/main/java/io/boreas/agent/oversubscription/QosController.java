package io.boreas.agent.oversubscription;

import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who ends when what was given is needed. Source: Mesos, {@code --qos_controller}. */
final class QosController {
    private final QosSettings settings;
    private boolean wasShort;

    QosController(QosSettings settings) {
        this.settings = settings;
    }

    /**
     * Who ends now.
     *
     * @param given what can be given; empty if that cannot be told
     * @param load of the machine; empty if it was not looked at
     */
    List<Correction> correct(List<Holding> holdings, Optional<Resources> given, Optional<Load> load) {
        var revocable = holdings.stream().filter(Holding::isRevocable).toList();
        var tooMuch = load.flatMap(this::tooMuch);
        if (tooMuch.isPresent()) {
            return revocable.stream()
                    .map(holding -> new Correction(holding.holder(), tooMuch.get()))
                    .toList();
        }
        return settings.reclaim() && given.isPresent() ? reclaimed(revocable, given.get()) : List.of();
    }

    private Optional<String> tooMuch(Load load) {
        return tooMuch(load.five(), settings.load5(), 5).or(() -> tooMuch(load.fifteen(), settings.load15(), 15));
    }

    private static Optional<String> tooMuch(double load, double most, int minutes) {
        return most > 0 && load > most
                ? Optional.of("its revocable resources are needed: the machine's load over " + minutes + " minutes is "
                        + load + ", more than " + most)
                : Optional.empty();
    }

    /** The youngest until the others hold no more than is given; only of what was too little at the look before, too. */
    private List<Correction> reclaimed(List<Holding> revocable, Resources given) {
        var missing = missing(revocable, given);
        boolean again = wasShort;
        wasShort = !missing.isEmpty();
        if (!again || missing.isEmpty()) {
            return List.of();
        }
        var why =
                "its revocable resources are needed: those who hold some have " + text(missing) + " more than there is";
        var youngest = revocable.stream()
                .sorted(Comparator.comparing(Holding::since).reversed().thenComparing(holding -> holding.holder()
                        .toString()))
                .toList();
        var ending = new ArrayList<Correction>();
        var left = new TreeMap<>(missing);
        for (var holding : youngest) {
            var held = holding.resources().revocable().scalars();
            if (left.keySet().stream().anyMatch(held::containsKey)) {
                ending.add(new Correction(holding.holder(), why));
                held.forEach((name, milli) ->
                        left.computeIfPresent(name, (any, much) -> much > milli ? much - milli : null));
            }
        }
        return ending;
    }

    private static Map<String, Long> missing(List<Holding> revocable, Resources given) {
        var held = new TreeMap<String, Long>();
        revocable.forEach(holding ->
                holding.resources().revocable().scalars().forEach((name, milli) -> held.merge(name, milli, Long::sum)));
        var missing = new LinkedHashMap<String, Long>();
        held.forEach((name, milli) -> {
            long more = milli - given.scalarMilli(name);
            if (more > 0) {
                missing.put(name, more);
            }
        });
        return missing;
    }

    private static String text(Map<String, Long> amounts) {
        var words = new ArrayList<String>();
        amounts.forEach((name, milli) -> words.add(Scalar.format(milli) + " " + name));
        return String.join(" and ", words);
    }
}
