package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas quota}: what roles are guaranteed, and what they may have. */
@Command(
        name = "quota",
        description = "Say what roles are guaranteed, and what they may have at most.",
        subcommands = {
            QuotaCommand.ListQuotas.class,
            QuotaCommand.Show.class,
            QuotaCommand.Set.class,
            QuotaCommand.Remove.class
        },
        footer = {"", "Example:", "  boreas quota set www-data --limit cpus=8 --limit mem=16GB", "  boreas quota list"})
final class QuotaCommand {
    private static final String QUOTA = "/boreas/v1/quota";

    private QuotaCommand() {}

    @Command(
            name = "list",
            description = "List the roles that have a quota.",
            footer = {"", "Example:", "  boreas quota list -o json"})
    static final class ListQuotas extends Verb {
        @Override
        void run(Session session) {
            var quotas = session.client().get(QUOTA);
            if (session.isJson()) {
                session.print(quotas);
                return;
            }
            var table = new Table("ROLE", "GUARANTEES", "LIMITS");
            for (var quota : quotas.path("items")) {
                table.row(
                        quota.path("role").asText(), amounts(quota.path("guarantees")), amounts(quota.path("limits")));
            }
            table.print(session.out());
        }
    }

    private static String amounts(JsonNode amounts) {
        var text = new StringJoiner(" ");
        amounts.properties()
                .forEach(amount ->
                        text.add(amount.getKey() + "=" + amount.getValue().asText()));
        return text.toString();
    }

    /** A command that names a role. */
    abstract static class OfRole extends Verb {
        @Parameters(paramLabel = "ROLE", description = "The role, such as www-data or ads/eu.")
        private String role = "";

        final String path() {
            return QUOTA + "/" + BoreasClient.escaped(role);
        }

        final String role() {
            return role;
        }
    }

    @Command(
            name = "show",
            description = "Show the quota of a role.",
            footer = {"", "Example:", "  boreas quota show www-data"})
    static final class Show extends OfRole {
        @Override
        void run(Session session) {
            show(session, session.client().get(path()));
        }
    }

    private static void show(Session session, JsonNode quota) {
        if (session.isJson()) {
            session.print(quota);
            return;
        }
        var names = new TreeSet<String>();
        quota.path("guarantees").fieldNames().forEachRemaining(names::add);
        quota.path("limits").fieldNames().forEachRemaining(names::add);
        var table = new Table("RESOURCE", "GUARANTEE", "LIMIT");
        for (var name : names) {
            table.row(
                    name,
                    quota.path("guarantees").path(name).asText("-"),
                    quota.path("limits").path(name).asText("-"));
        }
        table.print(session.out());
    }

    @Command(
            name = "set",
            description = "Set the quota of a role, in place of the one it has.",
            footer = {"", "Example:", "  boreas quota set ads/eu --guarantee cpus=2 --limit cpus=8 --limit mem=16GB"})
    static final class Set extends OfRole {
        @Option(
                names = "--guarantee",
                paramLabel = "RESOURCE=AMOUNT",
                description = "Hold so much back for the role and all below it. May be given again.")
        private Map<String, String> guarantees = new LinkedHashMap<>();

        @Option(
                names = "--limit",
                paramLabel = "RESOURCE=AMOUNT",
                description = "Let the role and all below it have no more than this. May be given again.")
        private Map<String, String> limits = new LinkedHashMap<>();

        @Option(names = "--force", description = "Set it even if the cell cannot keep it now.")
        private boolean force;

        @Override
        void run(Session session) {
            if (guarantees.isEmpty() && limits.isEmpty()) {
                throw new CliException(
                        Exit.INVALID_PARAMETER, "a quota names at least one --guarantee or --limit, such as cpus=8");
            }
            var body = JsonNodeFactory.instance.objectNode();
            put(body, "guarantees", guarantees);
            put(body, "limits", limits);
            body.put("force", force);
            show(session, session.client().put(path(), body));
        }

        private static void put(ObjectNode body, String field, Map<String, String> amounts) {
            var object = body.putObject(field);
            amounts.forEach(object::put);
        }
    }

    @Command(
            name = "remove",
            description = "Take the quota of a role away.",
            footer = {"", "Example:", "  boreas quota remove www-data"})
    static final class Remove extends OfRole {
        @Override
        void run(Session session) {
            var quota = session.client().delete(path());
            if (session.isJson()) {
                session.print(quota);
            } else {
                session.out().println(Table.printable(role()) + ": no quota");
            }
        }
    }
}
