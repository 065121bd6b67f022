package io.boreas.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.cli.Session;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobView;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A cell that others run, as its masters tell of it. Thread-safe. */
final class OwnCell implements AutoCloseable {
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
    /** A list of thousands of agents is work for a master: it is asked for no more often. */
    private static final Duration AGENTS_EVERY = Duration.ofSeconds(1);

    private final List<CellClient> masters;
    private @Nullable Agents agents;

    OwnCell(Session.Doors doors) {
        this.masters = doors.masters().stream()
                .map(url -> new CellClient(url, ATTEMPT_TIMEOUT, doors.believed(), doors.authorization()))
                .toList();
    }

    List<CellClient> masters() {
        return masters;
    }

    /** What keeps it from being whole, as its masters say; empty if nothing does. */
    List<String> missing() {
        var missing = new ArrayList<String>();
        for (var master : masters) {
            try {
                var reply = master.get("/boreas/v1/health");
                if (reply.status() != 200) {
                    missing.add(master.url() + " answers " + reply.status() + " "
                            + reply.json().path("reasons"));
                }
            } catch (UncheckedIOException e) {
                missing.add(master.url() + " does not answer: " + e.getCause());
            }
        }
        return missing;
    }

    /** What the first master says that answers with 200. */
    Optional<JsonNode> ask(String path) {
        for (var master : masters) {
            try {
                var reply = master.get(path);
                if (reply.status() == 200) {
                    return Optional.of(reply.json());
                }
            } catch (UncheckedIOException away) {
                continue; // the next one is asked
            }
        }
        return Optional.empty();
    }

    Optional<JobView> job(String key) {
        return ask(CellClient.JOBS + "/" + key).map(JobView::of);
    }

    /**
     * Who is a master of it.
     *
     * @param up addresses of those that take part
     * @param leader the address of the one that plans and allocates
     */
    record Membership(Set<String> up, Optional<String> leader) {}

    /** As the first master sees it that answers. */
    Optional<Membership> membership() {
        return ask("/boreas/v1/masters").map(list -> {
            var up = new TreeSet<String>();
            Optional<String> leader = Optional.empty();
            for (var item : list.path("items")) {
                if (item.path("standing").asText().equals("UP")) {
                    up.add(item.path("address").asText());
                }
                if (item.path("leads").asBoolean()) {
                    leader = Optional.of(item.path("address").asText());
                }
            }
            return new Membership(up, leader);
        });
    }

    private record Agents(Optional<Set<String>> linked, long at) {}

    /** The ids of the agents whose link is up, as of a second ago at most; empty if nobody tells. */
    synchronized Optional<Set<String>> linkedAgents() {
        var known = agents;
        if (known == null || System.nanoTime() - known.at() > AGENTS_EVERY.toNanos()) {
            known = new Agents(ask("/boreas/v1/agents").map(OwnCell::linked), System.nanoTime());
            agents = known;
        }
        return known.linked();
    }

    private static Set<String> linked(JsonNode list) {
        var linked = new TreeSet<String>();
        for (var agent : list.path("items")) {
            if (agent.path("linked").asBoolean()) {
                linked.add(agent.path("id").asText());
            }
        }
        return linked;
    }

    @Override
    public void close() {
        masters.forEach(CellClient::close);
    }
}
