package io.boreas.persistence.codec;

import io.boreas.core.check.CheckStatus;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Attribute;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.FaultDomain;
import io.boreas.core.resource.Labels;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.Terms;
import io.boreas.core.resource.Text;
import io.boreas.core.resource.TextSet;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.Payload;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Draws the values that events, states and messages are made of, now and then at the edge of what can be. */
class ValueGen {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String ODD = "aß€\u0000\n\ufffd\u2028漢";

    final Gen gen;

    /** Whether texts and ids stay short, for people to read. */
    private boolean brief;

    ValueGen(Gen gen) {
        this.gen = gen;
    }

    void keepBrief() {
        brief = true;
    }

    String text() {
        if (brief) {
            return gen.oneIn(8) ? gen.name() + "é€😀" : gen.name();
        }
        return switch (gen.evenly(0, 9)) {
            case 0, 1 -> "";
            case 2 -> gen.text(ODD, 0, 40) + "😀";
            case 3 -> gen.text(LETTERS, 100, 300);
            case 4 -> gen.text(LETTERS, 16_000, 17_000);
            default -> gen.name();
        };
    }

    private String id() {
        return !brief && gen.oneIn(10)
                ? gen.text(LETTERS + "€ ", 255, 255)
                : gen.text(LETTERS + "-0123456789", 1, 40) + "x";
    }

    TaskId task() {
        return new TaskId(id());
    }

    AgentId agent() {
        return new AgentId(id());
    }

    OfferId offer() {
        return new OfferId(id());
    }

    FrameworkId framework() {
        return new FrameworkId(id());
    }

    JobKey job() {
        return new JobKey(gen.pick("web", "ads", gen.name()), gen.pick("prod", "test"), gen.name());
    }

    Cause cause() {
        return gen.oneIn(3) ? Cause.SYSTEM : new Cause(text(), gen.pick("alice", "boreas", ""));
    }

    Owner owner() {
        return gen.any(() -> new Owner.JobInstance(job(), count()), () -> new Owner.Framework(framework()));
    }

    /** A count that is not negative. */
    int count() {
        return gen.between(0, gen.pick(1, 200, Integer.MAX_VALUE));
    }

    int number() {
        return gen.oneIn(4) ? gen.between(Integer.MIN_VALUE, Integer.MAX_VALUE) : count();
    }

    long big() {
        return gen.oneIn(4) ? gen.between(Long.MIN_VALUE, Long.MAX_VALUE) : gen.between(0L, 1_000_000L);
    }

    Instant moment() {
        return gen.oneIn(8)
                ? gen.pick(Instant.EPOCH, Instant.ofEpochMilli(Long.MIN_VALUE), Instant.ofEpochMilli(Long.MAX_VALUE))
                : Instant.ofEpochMilli(1_700_000_000_000L + gen.between(-100_000L, 100_000_000_000L));
    }

    Duration upToAnHour() {
        return gen.flip()
                ? Duration.ofSeconds(gen.between(0L, 3600L))
                : Duration.ofNanos(gen.between(0L, 3_600_000_000_000L));
    }

    SortedMap<String, Integer> ports() {
        var ports = new TreeMap<String, Integer>();
        gen.list(0, 3, gen::name).forEach(name -> ports.put(name, gen.between(0, 65_535)));
        return ports;
    }

    SortedMap<String, String> pairs() {
        var pairs = new TreeMap<String, String>();
        gen.list(0, 3, this::text).forEach(name -> pairs.put(name, text()));
        return pairs;
    }

    <T> Optional<T> maybe(Supplier<T> maker) {
        return gen.flip() ? Optional.of(maker.get()) : Optional.empty();
    }

    Resources resources() {
        return gen.any(
                Resources::empty,
                () -> Resources.plain(gen.between(0L, Scalar.MAX_MILLI), 128_000, 0, ranges()),
                () -> Resources.plain(
                        gen.between(0L, 64_000L), gen.between(0L, 1L << 30), gen.between(0L, 1L << 40), ranges()),
                () -> Resources.of(gen.list(0, 8, this::resource)));
    }

    /** Revocable scalars on no other terms. */
    Resources revocable() {
        return Resources.of(
                new Resource("cpus", new Scalar(gen.between(1L, 64_000L)), Terms.PLAIN.asRevocable()),
                new Resource("mem", new Scalar(gen.between(0L, 1L << 30)), Terms.PLAIN.asRevocable()));
    }

    private Resource resource() {
        return switch (gen.evenly(0, 6)) {
            case 0 -> new Resource("ports", ranges(), terms());
            case 1 -> new Resource("names", TextSet.of(gen.list(0, 4, gen::name)), terms());
            case 2 -> new Resource("gpus", new Scalar(1_000L * gen.between(0, 8)), gen.flip() ? Terms.PLAIN : terms());
            case 3 -> new Resource("disk", new Scalar(gen.between(0L, 50_000L)), onDisk(terms()));
            default ->
                new Resource(gen.pick("cpus", "mem", "disk", "net"), new Scalar(gen.between(0L, 50_000L)), terms());
        };
    }

    Ranges ranges() {
        return Ranges.of(gen.list(0, 5, () -> {
            long begin = gen.oneIn(9) ? gen.between(0L, Ranges.MAX) : gen.between(31_000L, 32_000L);
            long end = gen.oneIn(9) ? Ranges.MAX : begin + Math.min(Ranges.MAX - begin, gen.between(0L, 5L));
            return new Ranges.Span(begin, end);
        }));
    }

    private Terms terms() {
        var terms = Terms.PLAIN;
        if (gen.flip()) {
            var first = new Reservation(gen.pick(Reservation.Type.class), new Role("web"), maybe(this::text), labels());
            terms = terms.push(first);
            terms = gen.flip()
                    ? terms
                    : terms.push(Reservation.dynamic(new Role("web/eu")).with(labels()));
        }
        terms = gen.oneIn(4) ? terms.asRevocable() : terms;
        terms = gen.oneIn(4) ? terms.allocatedTo(new Role(gen.pick("*", "ads/x"))) : terms;
        return gen.oneIn(4) ? terms.from(text()) : terms;
    }

    private Labels labels() {
        return Labels.of(gen.list(0, 2, () -> new Labels.Label(text(), text())));
    }

    private Terms onDisk(Terms terms) {
        var persistence = maybe(() -> new DiskInfo.Persistence(gen.name(), maybe(this::text)));
        var mount = maybe(() -> new DiskInfo.Mount(text(), gen.pick(DiskInfo.Mode.class), maybe(this::text)));
        var source = maybe(() -> {
            var type = gen.pick(DiskInfo.SourceType.class);
            boolean rooted = type == DiskInfo.SourceType.PATH || type == DiskInfo.SourceType.MOUNT;
            Optional<String> root = rooted ? maybe(this::text) : Optional.empty();
            return new DiskInfo.Source(type, root, maybe(this::text), maybe(this::text), maybe(this::text), labels());
        });
        var on = terms.on(new DiskInfo(persistence, mount, source));
        return persistence.isPresent() && gen.flip() ? on.asShared() : on;
    }

    Attributes attributes() {
        return Attributes.of(gen.list(
                0,
                4,
                () -> new Attribute(
                        gen.name(),
                        gen.any(() -> new Scalar(gen.between(0L, 9_000L)), this::ranges, () -> new Text(gen.name())))));
    }

    private String address() {
        return "10.0.0." + gen.between(1, 250);
    }

    AgentInfo agentInfo() {
        return new AgentInfo(
                text(), number(), maybe(this::address), attributes(), resources(), text(), maybe(this::domain));
    }

    private FaultDomain domain() {
        return new FaultDomain(gen.name(), gen.name());
    }

    TaskSpec spec() {
        var spec = new TaskSpec(
                text(),
                gen.list(0, 3, this::process),
                gen.list(0, 2, () -> new TaskSpec.Order(text(), text())),
                resources(),
                new TreeSet<>(gen.list(0, 3, this::text)),
                number(),
                number(),
                upToAnHour(),
                text(),
                pairs(),
                gen.flip() ? LogPolicy.DEFAULT : new LogPolicy(big(), number()),
                gen.list(0, 2, this::artifact),
                gen.flip() ? Optional.of(health()) : Optional.empty(),
                gen.flip() ? Optional.of(check()) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                gen.flip() ? Optional.of(limits()) : Optional.empty(),
                gen.flip() ? Optional.of(completionTime()) : Optional.empty(),
                gen.flip() ? rlimits() : Collections.emptySortedMap(),
                gen.flip() ? Optional.of(capabilities()) : Optional.empty());
        return gen.flip() ? ending(spec) : spec;
    }

    SortedMap<String, Rlimit> rlimits() {
        var rlimits = new TreeMap<String, Rlimit>();
        gen.list(1, 3, () -> Rlimit.NAMES.get((int) gen.between(0L, Rlimit.NAMES.size() - 1L)))
                .forEach(name -> rlimits.put(name, new Rlimit(gen.between(0L, 1L << 40), Rlimit.UNLIMITED)));
        return rlimits;
    }

    Capabilities capabilities() {
        return gen.any(
                () -> new Capabilities(Optional.of(capabilityNames()), Optional.empty()),
                () -> new Capabilities(Optional.empty(), Optional.of(capabilityNames())),
                () -> new Capabilities(Optional.of(capabilityNames()), Optional.of(capabilityNames())));
    }

    private SortedSet<String> capabilityNames() {
        return new TreeSet<>(
                gen.list(0, 3, () -> Capabilities.NAMES.get((int) gen.between(0L, Capabilities.NAMES.size() - 1L))));
    }

    Duration completionTime() {
        return upToAnHour().plusNanos(1);
    }

    private ResourceLimits limits() {
        return new ResourceLimits(maybe(this::limit), maybe(this::limit));
    }

    private Limit limit() {
        return gen.flip() ? Limit.UNLIMITED : amount();
    }

    Limit amount() {
        return new Limit(gen.between(0L, Scalar.MAX_MILLI));
    }

    TaskSpec ending(TaskSpec spec) {
        return spec.ending(new HttpLifecycle(text(), text(), text(), upToAnHour(), upToAnHour()));
    }

    private HealthCheck health() {
        var rules = gen.<HealthCheck.Rules>any(
                () -> new HealthCheck.Rules.Gate(upToAnHour(), number(), number()),
                () -> new HealthCheck.Rules.Watch(upToAnHour(), upToAnHour(), number()));
        return new HealthCheck(probe(), rules, upToAnHour(), upToAnHour());
    }

    private StatusCheck check() {
        return new StatusCheck(probe(), upToAnHour(), upToAnHour(), upToAnHour());
    }

    private Probe probe() {
        return gen.<Probe>any(
                () -> new Probe.Command(text(), pairs()),
                () -> new Probe.Http(gen.flip(), gen.flip(), text(), text(), text(), number()),
                () -> new Probe.Tcp(gen.flip(), text()));
    }

    private CheckStatus checked() {
        return new CheckStatus(gen.pick(CheckStatus.Kind.class), maybe(() -> gen.between(0, 500)));
    }

    private Artifact artifact() {
        return new Artifact(text(), gen.flip(), gen.flip(), gen.flip(), text(), text());
    }

    private ProcessSpec process() {
        return new ProcessSpec(text(), text(), number(), gen.flip(), gen.flip(), upToAnHour(), gen.flip());
    }

    TaskStatus status() {
        var message = gen.oneIn(9) ? gen.text(LETTERS, 1_024, 1_024) : gen.name();
        return new TaskStatus(
                gen.pick(TaskState.class),
                gen.pick(TaskReason.class),
                gen.pick(StatusSource.class),
                gen.oneIn(3) ? "" : message,
                moment(),
                gen.oneIn(3) ? Payload.of(gen.bytes(1, 200)) : Payload.NONE,
                maybe(gen::flip),
                maybe(this::checked));
    }

    KillOrder kill() {
        return new KillOrder(task(), upToAnHour(), text());
    }

    StatusAck ack() {
        return new StatusAck(task(), big());
    }
}
