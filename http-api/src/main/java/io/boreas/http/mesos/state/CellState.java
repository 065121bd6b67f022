package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.core.agent.Presence;
import io.boreas.core.framework.Framework;
import io.boreas.core.job.Job;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cell at one moment, near enough: its groups are asked one by one. The ledgers are what the groups hold, shared and
 * immutable; what belongs to each framework is sorted out when somebody asks for it first. Thread-safe.
 */
public final class CellState {
    private final CellInfo info;
    private final List<AgentView> agents;
    private final Supplier<List<FrameworkRow>> sorting;
    private @Nullable List<FrameworkRow> frameworks;

    CellState(
            CellInfo info,
            List<AgentView> agents,
            List<Framework> frameworks,
            List<Job> jobs,
            List<FrameworkPush.InverseOffer> inverse) {
        this.info = info;
        this.agents = List.copyOf(agents);
        this.sorting = () -> new FrameworkSorting(info, frameworks, jobs).sort(agents, inverse);
    }

    private CellState(CellInfo info, List<AgentView> agents, Supplier<List<FrameworkRow>> sorting) {
        this.info = info;
        this.agents = agents;
        this.sorting = sorting;
    }

    /** What of it somebody may see. */
    public CellState seenBy(Permissions who) {
        if (who.mayEverything(Action.VIEW_FRAMEWORKS)
                && who.mayEverything(Action.VIEW_TASKS)
                && who.mayEverything(Action.VIEW_EXECUTORS)) {
            return this;
        }
        return new CellState(info, agents, () -> frameworks().stream()
                .filter(row -> who.may(Action.VIEW_FRAMEWORKS, Accounts.of(row)))
                .map(row -> row.seenBy(who))
                .toList());
    }

    /** Gathers it, but for inverse offers, which few want to see. Fails as the cell's reads do. */
    public static CompletionStage<CellState> read(Cell cell, Frameworks frameworks) {
        return read(cell, frameworks, CompletableFuture.completedFuture(List.of()));
    }

    /** Gathers it with the inverse offers. */
    public static CompletionStage<CellState> readAll(Cell cell, Frameworks frameworks) {
        return read(cell, frameworks, cell.inverseOffers());
    }

    private static CompletionStage<CellState> read(
            Cell cell, Frameworks frameworks, CompletionStage<List<FrameworkPush.InverseOffer>> inverse) {
        var agents = cell.agents();
        var jobs = cell.jobs();
        return frameworks
                .frameworks()
                .thenCompose(known -> agents.thenCompose(views -> jobs.thenCombine(
                        inverse, (ours, asked) -> new CellState(cell.info(), views, known, ours, asked))));
    }

    public CellInfo info() {
        return info;
    }

    /** Every agent that is remembered. */
    public List<AgentView> agents() {
        return agents;
    }

    /** Agents that are registered, linked or not. */
    public List<AgentView> registered() {
        return agents.stream().filter(view -> is(view, Presence.REGISTERED)).toList();
    }

    /** How many agents are in that presence. */
    public int count(Presence presence) {
        return (int) agents.stream().filter(view -> is(view, presence)).count();
    }

    private static boolean is(AgentView view, Presence presence) {
        return view.agent().presence() == presence && view.agent().info().isPresent();
    }

    /** Boreas's own first, then by id; those that are over, too. */
    public synchronized List<FrameworkRow> frameworks() {
        var sorted = frameworks;
        if (sorted == null) {
            sorted = sorting.get();
            frameworks = sorted;
        }
        return sorted;
    }
}
