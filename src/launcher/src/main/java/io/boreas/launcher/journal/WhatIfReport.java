package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.core.whatif.Measures;
import io.boreas.core.whatif.Policy;
import io.boreas.core.whatif.Reproduced;
import io.boreas.core.whatif.Stretch;
import io.boreas.core.whatif.Terms;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a stretch came to, on each of the terms.
 *
 * @param policy as it was
 * @param measures by {@link #RECORDED}, {@link #UNCHANGED} and, if something is changed, {@link #CHANGED}
 */
record WhatIfReport(
        Stretch stretch, Policy policy, Terms terms, Reproduced reproduced, SequencedMap<String, Measures> measures) {
    static final String RECORDED = "recorded";
    static final String UNCHANGED = "unchanged";
    static final String CHANGED = "changed";

    private static final String ALL = "(all)";
    private static final String ROW = "%-20s  %-9s  %8s  %8s  %8s  %9s  %10s  %10s  %10s  %6s";

    void print(PrintWriter out) {
        out.println(stretch.begin() + " to " + stretch.end() + ": "
                + stretch.runs().size() + " runs of jobs, "
                + agents() + " agents");
        out.println("terms: " + said(policy));
        if (measures.containsKey(CHANGED)) {
            out.println("changed: " + changes());
        }
        out.println();
        out.println("decided again: " + reproduced.same() + " of " + reproduced.choices()
                + " stored choices are come to again, the same instance to the same agent in the same order");
        for (var missed : reproduced.missed()) {
            var choice = missed.choice();
            out.println(JournalText.printable("  not " + missed.at() + " " + choice.job() + "/" + choice.instance()
                    + " to " + choice.agent() + ": " + missed.why()));
        }
        long more =
                reproduced.choices() - reproduced.same() - reproduced.missed().size();
        if (more > 0) {
            out.println("  and " + more + " more");
        }
        out.println();
        out.println(String.format(
                Locale.ROOT,
                ROW,
                "ROLE",
                "TERMS",
                "ASKED",
                "PLACED",
                "UNPLACED",
                "ELSEWHERE",
                "WAIT P50",
                "WAIT P99",
                "WAIT MAX",
                "SHARE"));
        for (var role : roles()) {
            measures.forEach((name, measured) -> row(measured, role, name, out));
        }
        out.println();
        out.println("share on average in each of " + Measures.PARTS + " parts of " + text(part()) + ", in percent:");
        for (var role : roles()) {
            measures.forEach((name, measured) -> shares(measured, role, name, out));
        }
        out.println();
        out.println("What frameworks took is kept as recorded.");
    }

    private static Measures.OfRole of(Measures measured, String role) {
        var found = role.equals(ALL) ? measured.all() : measured.roles().get(role);
        if (found == null) {
            throw new IllegalStateException("nothing was measured of the role " + role);
        }
        return found;
    }

    private static void row(Measures measured, String role, String name, PrintWriter out) {
        var its = of(measured, role);
        out.println(JournalText.printable(String.format(
                Locale.ROOT,
                ROW,
                role,
                name,
                its.asked(),
                its.placed(),
                its.unplaced(),
                name.equals(RECORDED) ? "-" : Long.toString(its.elsewhere()),
                text(its.waiting().median()),
                text(its.waiting().p99()),
                text(its.waiting().max()),
                String.format(Locale.ROOT, "%.1f%%", 100 * its.share()))));
    }

    private static void shares(Measures measured, String role, String name, PrintWriter out) {
        out.println(JournalText.printable(String.format(Locale.ROOT, "%-20s  %-9s  ", role, name)
                + of(measured, role).shares().stream()
                        .map(share -> String.format(Locale.ROOT, "%5.1f", 100 * share))
                        .collect(Collectors.joining(" "))));
    }

    /** All roles, and all of them together last. */
    private Iterable<String> roles() {
        var roles = new TreeSet<String>();
        measures.values().forEach(measured -> roles.addAll(measured.roles().keySet()));
        var all = new ArrayList<String>(roles);
        all.add(ALL);
        return all;
    }

    private long agents() {
        return stretch.agents().stream()
                .map(step -> step.agent().id())
                .distinct()
                .count();
    }

    private Duration part() {
        return Duration.between(stretch.begin(), stretch.end()).dividedBy(Measures.PARTS);
    }

    private static String said(Policy policy) {
        return policy.ranking().name().toLowerCase(Locale.ROOT)
                + policy.weights().entrySet().stream()
                        .map(weight -> ", " + weight.getKey() + "=" + weight.getValue())
                        .collect(Collectors.joining());
    }

    private String changes() {
        var text = new StringBuilder(said(terms.policy()));
        terms.instead()
                .weights()
                .forEach((role, weight) ->
                        text.append("; weight ").append(role).append('=').append(weight));
        terms.instead().limits().forEach((role, limit) -> text.append("; quota ")
                .append(role)
                .append('=')
                .append(limit.isEmpty() ? "none" : limit(limit)));
        if (!terms.without().isEmpty()) {
            text.append("; without ")
                    .append(terms.without().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
        if (!terms.more().isEmpty()) {
            text.append("; with ").append(terms.more().size()).append(" more agents");
        }
        return text.toString();
    }

    private static String limit(Map<String, Long> milli) {
        return milli.entrySet().stream()
                .map(each -> each.getKey() + ":"
                        + BigDecimal.valueOf(each.getValue(), 3)
                                .stripTrailingZeros()
                                .toPlainString())
                .collect(Collectors.joining(";"));
    }

    /** {@code 850ms}, {@code 12.5s}, {@code 4m05s} or {@code 3h20m}. */
    private static String text(Duration length) {
        long millis = length.toMillis();
        if (millis < 1_000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1_000.0);
        }
        return millis < 3_600_000
                ? String.format(Locale.ROOT, "%dm%02ds", length.toMinutes(), length.toSecondsPart())
                : String.format(Locale.ROOT, "%dh%02dm", length.toHours(), length.toMinutesPart());
    }

    ObjectNode json() {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("from", stretch.begin().toString());
        node.put("to", stretch.end().toString());
        node.put("runs", stretch.runs().size());
        node.put("agents", agents());
        write(policy, node.putObject("terms"));
        if (measures.containsKey(CHANGED)) {
            var changed = node.putObject("changed");
            write(terms.policy(), changed);
            var instead = changed.putObject("instead");
            var weights = instead.putObject("weights");
            terms.instead().weights().forEach(weights::put);
            var quotas = instead.putObject("quotas");
            terms.instead().limits().forEach((role, limit) -> {
                var amounts = quotas.putObject(role);
                limit.forEach((name, milli) -> amounts.put(name, milli / 1_000.0));
            });
            var without = changed.putArray("without");
            terms.without().forEach(agent -> without.add(agent.value()));
            changed.put("more", terms.more().size());
        }
        var again = node.putObject("decidedAgain");
        again.put("choices", reproduced.choices());
        again.put("same", reproduced.same());
        var missed = again.putArray("missed");
        for (var each : reproduced.missed()) {
            missed.addObject()
                    .put("time", each.at().toString())
                    .put("job", each.choice().job().toString())
                    .put("instance", each.choice().instance())
                    .put("task", each.choice().task().value())
                    .put("agent", each.choice().agent().value())
                    .put("why", each.why());
        }
        node.put("partSeconds", part().toMillis() / 1_000.0);
        var all = node.putObject("measures");
        measures.forEach((name, measured) -> write(measured, all.putObject(name)));
        return node;
    }

    private static void write(Policy policy, ObjectNode node) {
        node.put("ranking", policy.ranking().name().toLowerCase(Locale.ROOT));
        var weights = node.putObject("weights");
        policy.weights().forEach(weights::put);
    }

    private static void write(Measures measured, ObjectNode node) {
        write(measured.all(), node.putObject("all"));
        var roles = node.putObject("roles");
        for (Map.Entry<String, Measures.OfRole> role : measured.roles().entrySet()) {
            write(role.getValue(), roles.putObject(role.getKey()));
        }
    }

    private static void write(Measures.OfRole its, ObjectNode node) {
        node.put("asked", its.asked());
        node.put("placed", its.placed());
        node.put("unplaced", its.unplaced());
        node.put("elsewhere", its.elsewhere());
        node.put("waitMedianMillis", its.waiting().median().toMillis());
        node.put("waitP99Millis", its.waiting().p99().toMillis());
        node.put("waitMaxMillis", its.waiting().max().toMillis());
        node.put("share", its.share());
        var shares = node.putArray("shares");
        its.shares().forEach(shares::add);
    }
}
