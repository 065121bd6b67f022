package io.boreas.launcher.journal;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PlannerAgent;
import io.boreas.core.scheduler.Ranking;
import io.boreas.core.scheduler.RoleTerms;
import io.boreas.core.whatif.Policy;
import io.boreas.core.whatif.Stretch;
import io.boreas.core.whatif.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be otherwise than it was. */
final class WhatIfOptions {
    private static final int AGENTS_MAX = 100_000;
    private static final Pattern WEIGHT = Pattern.compile("([^=]+)=([0-9]{1,9}(\\.[0-9]{1,9})?)");
    private static final Pattern QUOTA = Pattern.compile("([^=]+)=(.+)");
    private static final Pattern AGENTS = Pattern.compile("\\+?([0-9]{1,6}):([^@]+)(@(.+))?");

    @Option(
            names = "--weight",
            paramLabel = "ROLE=N",
            description =
                    "The weight of a role, whatever operators said: how much more than others it may have. May be repeated.")
    private List<String> weights = new ArrayList<>();

    @Option(
            names = "--quota",
            paramLabel = "ROLE=RESOURCES",
            description =
                    "What a role may have at most, whatever operators said, such as web=cpus:40;mem:80000; web=none for no limit. May be repeated.")
    private List<String> quotas = new ArrayList<>();

    @Option(names = "--ranking", paramLabel = "NAME", description = "pack fills few agents, spread evens the load out.")
    @Nullable
    String ranking;

    @Option(
            names = "--add-agents",
            paramLabel = "N:RESOURCES[@ATTRIBUTES]",
            description = "So many more agents from the begin to the end, each with these resources. May be repeated.")
    private List<String> more = new ArrayList<>();

    @Option(
            names = "--without-agent",
            paramLabel = "AGENT",
            description =
                    "Without this agent, by its id or host; what jobs ran on it at the begin waits for another place then. May be repeated.")
    private List<String> without = new ArrayList<>();

    /** Whether everything is to be as it was. */
    boolean isEmpty() {
        return weights.isEmpty() && quotas.isEmpty() && ranking == null && more.isEmpty() && without.isEmpty();
    }

    /**
     * The terms they stand for.
     *
     * @param policy as it was
     * @throws CliException if an option makes no sense, or names what is not in the stretch
     */
    Terms terms(Policy policy, Stretch stretch) {
        return new Terms(
                new Policy(
                        ranking == null ? policy.ranking() : ranking(ranking),
                        policy.weights(),
                        policy.decisionsMax(),
                        policy.region()),
                new RoleTerms(weights(stretch), limits(stretch)),
                without(stretch),
                more(stretch));
    }

    private static CliException invalid(String message) {
        return new CliException(Exit.INVALID_PARAMETER, message);
    }

    private static Ranking ranking(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "pack" -> Ranking.PACK;
            case "spread" -> Ranking.SPREAD;
            default -> throw invalid("--ranking is pack or spread, not \"" + name + "\"");
        };
    }

    private TreeMap<String, Double> weights(Stretch stretch) {
        var all = new TreeMap<String, Double>();
        for (var text : weights) {
            var parts = WEIGHT.matcher(text);
            if (!parts.matches() || Double.parseDouble(parts.group(2)) <= 0) {
                throw invalid(
                        "--weight is a role and a number above 0, such as web=2 or batch=0.5, not \"" + text + "\"");
            }
            all.put(role("--weight " + text, parts.group(1), stretch), Double.parseDouble(parts.group(2)));
        }
        return all;
    }

    private TreeMap<String, SortedMap<String, Long>> limits(Stretch stretch) {
        var all = new TreeMap<String, SortedMap<String, Long>>();
        for (var text : quotas) {
            var parts = QUOTA.matcher(text);
            if (!parts.matches()) {
                throw invalid("--quota is a role and resources, such as web=cpus:40;mem:80000 or web=none, not \""
                        + text + "\"");
            }
            var role = role("--quota " + text, parts.group(1), stretch);
            all.put(role, parts.group(2).equals("none") ? new TreeMap<>() : limit(text, parts.group(2)));
        }
        return all;
    }

    private static SortedMap<String, Long> limit(String text, String resources) {
        try {
            return new TreeMap<>(Resources.parse(resources).scalars());
        } catch (IllegalArgumentException e) {
            throw invalid("--quota " + text + ": " + e.getMessage());
        }
    }

    /** A role of which there are jobs. */
    private static String role(String option, String name, Stretch stretch) {
        var roles = new TreeSet<String>();
        stretch.runs().forEach(run -> roles.add(run.job().role()));
        if (!roles.contains(name)) {
            throw invalid(option + ": no job of the stretch is of the role " + name + "; there are "
                    + String.join(", ", roles));
        }
        return name;
    }

    private TreeSet<AgentId> without(Stretch stretch) {
        var ids = new TreeSet<AgentId>();
        var names = new TreeSet<String>();
        for (var text : without) {
            boolean found = false;
            for (var step : stretch.agents()) {
                var agent = step.agent();
                names.add(agent.host());
                if (agent.id().value().equals(text) || agent.host().equals(text)) {
                    ids.add(agent.id());
                    found = true;
                }
            }
            if (!found) {
                throw invalid("--without-agent " + text + ": the stretch has no agent of this id or host; there are "
                        + String.join(", ", names));
            }
        }
        return ids;
    }

    private List<PlannerAgent> more(Stretch stretch) {
        var agents = new ArrayList<PlannerAgent>();
        var taken = new TreeSet<String>();
        stretch.agents().forEach(step -> taken.add(step.agent().id().value()));
        for (var text : more) {
            var parts = AGENTS.matcher(text);
            if (!parts.matches()) {
                throw invalid("--add-agents is a number and resources, such as 2:cpus:16;mem:65536;disk:200000, not \""
                        + text + "\"");
            }
            int count = Integer.parseInt(parts.group(1));
            if (count < 1 || agents.size() + count > AGENTS_MAX) {
                throw invalid("--add-agents adds from 1 to " + AGENTS_MAX + " agents in all");
            }
            var amounts = amounts(text, parts.group(2));
            var attributes = attributes(text, parts.group(4));
            for (int i = 0; i < count; i++) {
                var name = free(taken, agents.size() + 1);
                agents.add(new PlannerAgent(new AgentId(name), name, attributes, amounts, amounts, true, 0));
            }
        }
        return agents;
    }

    private static String free(TreeSet<String> taken, int number) {
        var name = "what-if-" + number;
        while (!taken.add(name)) {
            name += "-more";
        }
        return name;
    }

    private static Amounts amounts(String text, String resources) {
        try {
            return Amounts.of(Resources.parse(resources));
        } catch (IllegalArgumentException e) {
            throw invalid("--add-agents " + text + ": " + e.getMessage());
        }
    }

    private static Attributes attributes(String text, @Nullable String attributes) {
        try {
            return attributes == null ? Attributes.none() : Attributes.parse(attributes);
        } catch (IllegalArgumentException e) {
            throw invalid("--add-agents " + text + ": " + e.getMessage());
        }
    }
}
