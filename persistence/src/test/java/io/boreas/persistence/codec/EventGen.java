package io.boreas.persistence.codec;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.Duty;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Work;
import io.boreas.core.allocator.AttributeConstraint;
import io.boreas.core.allocator.AttributeConstraint.Predicate;
import io.boreas.core.allocator.AttributeConstraint.Selector;
import io.boreas.core.allocator.OfferConstraints;
import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.Claim;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.core.job.Placement;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.Window;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Draws events, each kind of them on demand. */
class EventGen extends ValueGen {
    /** How each kind of an agent's events is made. */
    final Map<Class<? extends AgentEvent>, Supplier<AgentEvent>> agentEvents = Map.ofEntries(
            Map.entry(
                    AgentEvent.Registered.class, () -> new AgentEvent.Registered(big(), text(), agentInfo(), moment())),
            Map.entry(AgentEvent.BecameUnreachable.class, () -> new AgentEvent.BecameUnreachable(text(), moment())),
            Map.entry(
                    AgentEvent.TaskLaunched.class,
                    () -> new AgentEvent.TaskLaunched(task(), owner(), spec(), resources(), ports(), moment())),
            Map.entry(AgentEvent.TaskObserved.class, () -> new AgentEvent.TaskObserved(task(), big(), status())),
            Map.entry(AgentEvent.KillRequested.class, () -> new AgentEvent.KillRequested(kill(), moment())),
            Map.entry(
                    AgentEvent.NoticesAcknowledged.class,
                    () -> new AgentEvent.NoticesAcknowledged(gen.list(0, 3, this::ack))),
            Map.entry(AgentEvent.Leased.class, () -> new AgentEvent.Leased(lease())),
            Map.entry(AgentEvent.LeaseEnded.class, () -> new AgentEvent.LeaseEnded(offer(), text())),
            Map.entry(
                    AgentEvent.WorkLaunched.class,
                    () -> new AgentEvent.WorkLaunched(work(), maybe(this::executor), moment())),
            Map.entry(AgentEvent.Converted.class, () -> new AgentEvent.Converted(resources(), resources(), moment())),
            Map.entry(
                    AgentEvent.ExecutorStopRequested.class,
                    () -> new AgentEvent.ExecutorStopRequested(executorKey(), moment())),
            Map.entry(
                    AgentEvent.ExecutorEnded.class,
                    () -> new AgentEvent.ExecutorEnded(executorKey(), count(), moment())),
            Map.entry(AgentEvent.VolumesDeleted.class, () -> new AgentEvent.VolumesDeleted(big(), moment())),
            Map.entry(AgentEvent.Oversubscribed.class, () -> new AgentEvent.Oversubscribed(revocable(), moment())),
            Map.entry(AgentEvent.Deactivated.class, () -> new AgentEvent.Deactivated(moment())),
            Map.entry(AgentEvent.Reactivated.class, () -> new AgentEvent.Reactivated(moment())),
            Map.entry(AgentEvent.DrainStarted.class, () -> new AgentEvent.DrainStarted(drainTerms())),
            Map.entry(AgentEvent.Drained.class, () -> new AgentEvent.Drained(moment())),
            Map.entry(AgentEvent.DeclaredGone.class, () -> new AgentEvent.DeclaredGone(text(), moment())));

    /** How each kind of a job's events is made. */
    final Map<Class<? extends JobEvent>, Supplier<JobEvent>> jobEvents = Map.ofEntries(
            Map.entry(JobEvent.Created.class, () -> new JobEvent.Created(jobSpec(), big(), moment())),
            Map.entry(
                    JobEvent.InstancesAdded.class,
                    () -> new JobEvent.InstancesAdded(number(), number(), number(), moment())),
            Map.entry(
                    JobEvent.PlacesChosen.class,
                    () -> new JobEvent.PlacesChosen(gen.list(0, 3, this::choice), moment())),
            Map.entry(JobEvent.PlaceRefused.class, () -> new JobEvent.PlaceRefused(number(), task(), text(), moment())),
            Map.entry(
                    JobEvent.Moved.class,
                    () -> new JobEvent.Moved(
                            number(),
                            task(),
                            gen.pick(ScheduleStatus.class),
                            big(),
                            maybe(this::placement),
                            gen.flip(),
                            text(),
                            moment())),
            Map.entry(JobEvent.NoticeNoted.class, () -> new JobEvent.NoticeNoted(number(), task(), big())),
            Map.entry(
                    JobEvent.Rescheduled.class,
                    () -> new JobEvent.Rescheduled(
                            number(), task(), number(), gen.flip() ? Instant.EPOCH : moment(), moment())),
            Map.entry(JobEvent.Withdrawn.class, () -> new JobEvent.Withdrawn(number(), task())),
            Map.entry(JobEvent.KillOwed.class, () -> new JobEvent.KillOwed(task(), agent())),
            Map.entry(JobEvent.KillsTaken.class, () -> new JobEvent.KillsTaken(gen.list(0, 3, this::task))),
            Map.entry(JobEvent.HistoryPruned.class, () -> new JobEvent.HistoryPruned(number())));

    final Map<Class<? extends FrameworkEvent>, Supplier<FrameworkEvent>> frameworkEvents = Map.ofEntries(
            Map.entry(
                    FrameworkEvent.Subscribed.class,
                    () -> new FrameworkEvent.Subscribed(big(), text(), frameworkInfo(), roles(), moment())),
            Map.entry(
                    FrameworkEvent.Updated.class, () -> new FrameworkEvent.Updated(frameworkInfo(), roles(), moment())),
            Map.entry(FrameworkEvent.Disconnected.class, () -> new FrameworkEvent.Disconnected(moment(), moment())),
            Map.entry(FrameworkEvent.Removed.class, () -> new FrameworkEvent.Removed(text(), moment())),
            Map.entry(FrameworkEvent.Noticed.class, () -> new FrameworkEvent.Noticed(run(), notices())),
            Map.entry(FrameworkEvent.Acknowledged.class, () -> new FrameworkEvent.Acknowledged(task(), big())),
            Map.entry(FrameworkEvent.AckTaken.class, () -> new FrameworkEvent.AckTaken(claim())),
            Map.entry(FrameworkEvent.KillOwed.class, () -> new FrameworkEvent.KillOwed(claim())),
            Map.entry(FrameworkEvent.KillTaken.class, () -> new FrameworkEvent.KillTaken(claim())),
            Map.entry(FrameworkEvent.RemovalOwed.class, () -> new FrameworkEvent.RemovalOwed(agent())),
            Map.entry(FrameworkEvent.RemovalTaken.class, () -> new FrameworkEvent.RemovalTaken(agent())),
            Map.entry(FrameworkEvent.Forgotten.class, FrameworkEvent.Forgotten::new));

    final Map<Class<? extends RegistryEvent>, Supplier<RegistryEvent>> registryEvents = Map.ofEntries(
            Map.entry(RegistryEvent.WeightsUpdated.class, () -> new RegistryEvent.WeightsUpdated(weights())),
            Map.entry(RegistryEvent.QuotasUpdated.class, () -> new RegistryEvent.QuotasUpdated(quotas())),
            Map.entry(RegistryEvent.ScheduleUpdated.class, () -> new RegistryEvent.ScheduleUpdated(windows())),
            Map.entry(RegistryEvent.MaintenanceStarted.class, () -> new RegistryEvent.MaintenanceStarted(machines())),
            Map.entry(RegistryEvent.MaintenanceStopped.class, () -> new RegistryEvent.MaintenanceStopped(machines())),
            Map.entry(RegistryEvent.RisesTaken.class, () -> new RegistryEvent.RisesTaken(machines())));

    EventGen(Gen gen) {
        super(gen);
    }

    static EventGen seeded(long seed) {
        return new EventGen(Gen.seeded(seed));
    }

    /** A batch with each kind of an agent's events, some of them again. */
    Batch<AgentId, AgentEvent> agentBatch() {
        var agents = gen.list(1, 4, this::agent);
        var makers = gen.shuffled(inOrder(agentEvents));
        return new Batch<>(
                GroupKind.AGENT,
                moment(),
                makers.stream()
                        .map(Supplier::get)
                        .flatMap(event -> gen.flip() ? List.of(event).stream() : List.of(event, event).stream())
                        .map(event -> new Recorded<>(gen.pick(agents), cause(), event))
                        .toList());
    }

    /** A batch with each kind of a job's events, some of them again. */
    Batch<JobKey, JobEvent> jobBatch() {
        var jobs = gen.list(1, 4, this::job);
        var makers = gen.shuffled(inOrder(jobEvents));
        return new Batch<>(
                GroupKind.JOB,
                moment(),
                makers.stream()
                        .map(Supplier::get)
                        .flatMap(event -> gen.flip() ? List.of(event).stream() : List.of(event, event).stream())
                        .map(event -> new Recorded<>(gen.pick(jobs), cause(), event))
                        .toList());
    }

    /** A batch with each kind of a framework's events, some of them again. */
    Batch<FrameworkId, FrameworkEvent> frameworkBatch() {
        var frameworks = gen.list(1, 4, this::framework);
        var makers = gen.shuffled(inOrder(frameworkEvents));
        return new Batch<>(
                GroupKind.FRAMEWORK,
                moment(),
                makers.stream()
                        .map(Supplier::get)
                        .flatMap(event -> gen.flip() ? List.of(event).stream() : List.of(event, event).stream())
                        .map(event -> new Recorded<>(gen.pick(frameworks), cause(), event))
                        .toList());
    }

    /** A batch with each kind of the registry's events, some of them again. */
    Batch<RegistryId, RegistryEvent> registryBatch() {
        var makers = gen.shuffled(inOrder(registryEvents));
        return new Batch<>(
                GroupKind.REGISTRY,
                moment(),
                makers.stream()
                        .map(Supplier::get)
                        .flatMap(event -> gen.flip() ? List.of(event).stream() : List.of(event, event).stream())
                        .map(event -> new Recorded<>(RegistryId.CELL, cause(), event))
                        .toList());
    }

    TreeMap<Role, Double> weights() {
        var weights = new TreeMap<Role, Double>();
        gen.list(0, 3, this::role).forEach(role -> weights.put(role, gen.pick(0.5, 1.0, 1e-300, 123.456)));
        return weights;
    }

    TreeMap<Role, Quota> quotas() {
        var quotas = new TreeMap<Role, Quota>();
        gen.list(0, 3, this::role).forEach(role -> quotas.put(role, new Quota(amounts(), amounts())));
        return quotas;
    }

    private TreeMap<String, Long> amounts() {
        var amounts = new TreeMap<String, Long>();
        gen.list(0, 2, this::text).forEach(name -> amounts.put(name, gen.between(0L, Long.MAX_VALUE)));
        return amounts;
    }

    List<Window> windows() {
        return gen.list(
                0,
                3,
                () -> new Window(
                        gen.list(0, 3, this::machine),
                        new Unavailability(moment(), maybe(() -> Duration.ofNanos(gen.between(0L, Long.MAX_VALUE))))));
    }

    TreeSet<MachineId> machines() {
        return new TreeSet<>(gen.list(0, 3, this::machine));
    }

    private MachineId machine() {
        return new MachineId(gen.pick("", "one.example", gen.name()), gen.pick("", "10.0.0.1"));
    }

    FrameworkInfo frameworkInfo() {
        return new FrameworkInfo(
                text(),
                text(),
                maybe(this::text),
                gen.flip(),
                Duration.ofMillis(gen.between(0L, 1_000_000L)),
                roles(),
                new TreeSet<>(gen.list(0, 4, () -> gen.pick(Capability.class))),
                Payload.of(gen.bytes(0, 100)),
                maybe(this::offerConstraints),
                offerMinimums());
    }

    private TreeMap<Role, List<OfferMinimum>> offerMinimums() {
        var byRole = new TreeMap<Role, List<OfferMinimum>>();
        if (gen.flip()) {
            roles().forEach(role -> byRole.put(role, gen.list(0, 2, () -> {
                var milli = new TreeMap<>(Map.of("cpus", gen.between(0L, 1L << 50)));
                if (gen.flip()) {
                    milli.put(gen.name(), gen.between(0L, 1_000L));
                }
                return new OfferMinimum(milli);
            })));
        }
        return byRole;
    }

    /** What a framework says that constrains its offers. */
    FrameworkInfo constrained() {
        var info = frameworkInfo();
        while (info.constraints().isEmpty()) {
            info = frameworkInfo();
        }
        return info;
    }

    /** What a framework says that names what is worth an offer. */
    FrameworkInfo withMinimums() {
        var info = frameworkInfo();
        while (info.minimums().isEmpty()) {
            info = frameworkInfo();
        }
        return info;
    }

    private OfferConstraints offerConstraints() {
        var byRole = new TreeMap<Role, List<OfferConstraints.Group>>();
        roles().forEach(role -> byRole.put(role, gen.list(1, 2, this::constraintGroup)));
        byRole.put(role(), gen.list(1, 2, this::constraintGroup));
        return new OfferConstraints(byRole);
    }

    private OfferConstraints.Group constraintGroup() {
        return new OfferConstraints.Group(gen.list(
                1,
                3,
                () -> new AttributeConstraint(
                        gen.pick(
                                new Selector.Named(text()),
                                new Selector.Host(),
                                new Selector.Region(),
                                new Selector.Zone()),
                        gen.pick(
                                new Predicate.Exists(),
                                new Predicate.NotExists(),
                                new Predicate.TextEquals(text()),
                                new Predicate.TextNotEquals(text()),
                                new Predicate.TextMatches(text()),
                                new Predicate.TextNotMatches(text())))));
    }

    List<Notice> notices() {
        return gen.list(0, 3, () -> new Notice(big(), status()));
    }

    TreeSet<Role> roles() {
        return new TreeSet<>(gen.list(0, 3, this::role));
    }

    Role role() {
        return new Role(gen.pick("*", "web/eu", "web"));
    }

    TaskRun run() {
        return new TaskRun(task(), task(), agent(), text(), role(), moment());
    }

    Claim claim() {
        return new Claim(agent(), task());
    }

    Duty.Terms drainTerms() {
        return new Duty.Terms(maybe(() -> Duration.ofNanos(gen.between(0L, 10_000_000_000L))), gen.flip(), moment());
    }

    Lease lease() {
        return new Lease(offer(), framework(), new Role(gen.pick("*", "web/eu")), resources(), moment());
    }

    Work work() {
        return new Work(
                task(),
                framework(),
                task(),
                text(),
                new Role(gen.pick("*", "web/eu")),
                resources(),
                maybe(this::spec),
                maybe(this::text),
                maybe(() -> Duration.ofNanos(gen.between(0L, 10_000_000_000L))),
                maybe(this::task),
                Payload.of(gen.bytes(0, 100)),
                gen.flip());
    }

    ExecutorKey executorKey() {
        return new ExecutorKey(framework(), text());
    }

    FrameworkExecutor executor() {
        return new FrameworkExecutor(
                text(), gen.pick(FrameworkExecutor.Kind.class), resources(), Payload.of(gen.bytes(0, 100)));
    }

    HostedExecutor hostedExecutor() {
        return new HostedExecutor(executorKey(), executor(), new Role(gen.pick("*", "web/eu")), moment(), gen.flip());
    }

    Placement placement() {
        return new Placement(agent(), text(), ports());
    }

    JobSpec jobSpec() {
        var constraints = new TreeMap<String, Constraint>();
        gen.list(0, 3, this::text).forEach(attribute -> constraints.put(attribute, constraint()));
        return new JobSpec(
                job(),
                gen.pick(JobKind.class),
                number(),
                spec(),
                constraints,
                number(),
                gen.pick(-1, number()),
                text(),
                pairs());
    }

    private Constraint constraint() {
        return gen.any(
                () -> new Constraint.Values(gen.flip(), new TreeSet<>(gen.list(1, 3, this::text))),
                () -> new Constraint.Limit(gen.between(1, Integer.MAX_VALUE)));
    }

    private JobCommand.Choice choice() {
        return new JobCommand.Choice(number(), task(), agent(), text());
    }

    /** Makers by the name of what they make, for the order of a {@code Map.of} differs from run to run. */
    static <E> List<Supplier<E>> inOrder(Map<Class<? extends E>, Supplier<E>> makers) {
        var sorted = new TreeMap<String, Supplier<E>>();
        makers.forEach((type, maker) -> sorted.put(type.getSimpleName(), maker));
        return List.copyOf(sorted.values());
    }

    DestroyedVolume destroyedVolume() {
        var terms = Terms.reservedTo(new Role("kept")).on(DiskInfo.persistent("id" + number(), "data"));
        return new DestroyedVolume(
                big(), Resource.scalar("disk", gen.between(1, 1_000_000)).on(terms));
    }
}
