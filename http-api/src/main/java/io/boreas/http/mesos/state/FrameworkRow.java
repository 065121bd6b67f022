package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.Phase;
import io.boreas.core.id.AgentId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A framework with all that is its own. Boreas's own jobs are one, as Aurora was. It is built by {@link CellState} alone, and
 * does not change afterwards.
 */
public final class FrameworkRow {
    /** Name and id of the framework that Boreas's own jobs are. */
    public static final String BOREAS = "boreas";

    private final String id;
    private final Optional<Framework> framework;
    private final Instant startedAt;
    private final List<TaskRow> tasks = new ArrayList<>();
    private final List<TaskRow> unreachable = new ArrayList<>();
    private final List<TaskRow> ended = new ArrayList<>();
    private final List<OfferRow> offers = new ArrayList<>();
    private final List<FrameworkPush.InverseOffer> inverseOffers = new ArrayList<>();
    private final List<ExecutorRow> executors = new ArrayList<>();
    private final SortedSet<Role> jobRoles = new TreeSet<>();
    private final SortedSet<AgentId> agents = new TreeSet<>();
    private final ResourceSum usedSum = new ResourceSum();
    private final ResourceSum offeredSum = new ResourceSum();
    private Resources used = Resources.empty();
    private Resources offered = Resources.empty();

    FrameworkRow(String id, Optional<Framework> framework, Instant startedAt) {
        this.id = id;
        this.framework = framework;
        this.startedAt = startedAt;
    }

    void addLive(TaskRow task) {
        tasks.add(task);
        agents.add(task.agent());
        if (!task.state().isTerminal()) {
            usedSum.add(task.resources());
        }
        if (isBoreas()) {
            jobRoles.add(task.role());
        }
    }

    void addUnreachable(TaskRow task) {
        unreachable.add(task);
    }

    void addEnded(TaskRow task) {
        ended.add(task);
    }

    void add(OfferRow offer) {
        offers.add(offer);
        offeredSum.add(offer.lease().resources());
    }

    void add(FrameworkPush.InverseOffer offer) {
        inverseOffers.add(offer);
    }

    void add(ExecutorRow executor) {
        executors.add(executor);
        agents.add(executor.agent());
        usedSum.add(executor.hosted().executor().resources());
    }

    void complete() {
        used = usedSum.total();
        offered = offeredSum.total();
    }

    /** What of it somebody may see. What it holds in sum hides nothing. */
    FrameworkRow seenBy(Permissions who) {
        var seen = new FrameworkRow(id, framework, startedAt);
        Predicate<TaskRow> visible = task -> who.may(Action.VIEW_TASKS, Accounts.of(task, this));
        tasks.stream().filter(visible).forEach(seen.tasks::add);
        unreachable.stream().filter(visible).forEach(seen.unreachable::add);
        ended.stream().filter(visible).forEach(seen.ended::add);
        executors.stream()
                .filter(executor -> who.may(Action.VIEW_EXECUTORS, Accounts.of(executor, this)))
                .forEach(seen.executors::add);
        seen.offers.addAll(offers);
        seen.inverseOffers.addAll(inverseOffers);
        seen.jobRoles.addAll(jobRoles);
        seen.agents.addAll(agents);
        seen.used = used;
        seen.offered = offered;
        return seen;
    }

    public String id() {
        return id;
    }

    public boolean isBoreas() {
        return framework.isEmpty() && id.equals(BOREAS);
    }

    /** What its group knows; empty for Boreas's own jobs. */
    public Optional<Framework> framework() {
        return framework;
    }

    /** What it said of itself; empty for Boreas's own jobs. */
    public Optional<FrameworkInfo> info() {
        return framework.flatMap(Framework::info);
    }

    public String name() {
        return info().map(FrameworkInfo::name).orElse(id);
    }

    /** Whether its scheduler is connected; for Boreas's own jobs it always is. */
    public boolean connected() {
        return framework.map(known -> known.phase() == Phase.CONNECTED).orElse(isBoreas());
    }

    /** Whether it is over. */
    public boolean completed() {
        return framework.map(known -> known.phase() == Phase.COMPLETED).orElse(false);
    }

    /** Whether tasks of it are known, but not itself. */
    public boolean recovered() {
        return !isBoreas() && info().isEmpty();
    }

    public Instant registeredAt() {
        return framework.map(Framework::registeredAt).orElse(startedAt);
    }

    /** When its scheduler came back, if it did. */
    public Optional<Instant> reregisteredAt() {
        return framework
                .filter(known -> known.phase() == Phase.CONNECTED && known.stream() > 1)
                .map(Framework::since);
    }

    /** When it ended. */
    public Optional<Instant> unregisteredAt() {
        return framework.filter(known -> known.phase() == Phase.COMPLETED).map(Framework::since);
    }

    public SortedSet<Role> roles() {
        return info().map(FrameworkInfo::roles).orElse(Collections.unmodifiableSortedSet(jobRoles));
    }

    public SortedSet<Capability> capabilities() {
        return info().map(FrameworkInfo::capabilities).orElse(BOREAS_CAPABILITIES);
    }

    private static final SortedSet<Capability> BOREAS_CAPABILITIES = Collections.unmodifiableSortedSet(
            new TreeSet<>(List.of(Capability.PARTITION_AWARE, Capability.MULTI_ROLE, Capability.TASK_KILLING_STATE)));

    /** Tasks that hold resources, or whose end has not been acknowledged. */
    public List<TaskRow> tasks() {
        return Collections.unmodifiableList(tasks);
    }

    /** Tasks on unreachable agents. */
    public List<TaskRow> unreachable() {
        return Collections.unmodifiableList(unreachable);
    }

    /** Those of its tasks that ended and are still remembered. */
    public List<TaskRow> ended() {
        return Collections.unmodifiableList(ended);
    }

    public List<OfferRow> offers() {
        return Collections.unmodifiableList(offers);
    }

    /** What it is asked to leave; empty unless that was asked for. */
    public List<FrameworkPush.InverseOffer> inverseOffers() {
        return Collections.unmodifiableList(inverseOffers);
    }

    public List<ExecutorRow> executors() {
        return Collections.unmodifiableList(executors);
    }

    /** Agents on which something of it is alive. */
    public SortedSet<AgentId> agents() {
        return Collections.unmodifiableSortedSet(agents);
    }

    public Resources used() {
        return used;
    }

    public Resources offered() {
        return offered;
    }
}
