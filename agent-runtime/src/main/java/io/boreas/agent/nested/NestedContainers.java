package io.boreas.agent.nested;

import io.boreas.agent.gateway.Nested;
import io.boreas.agent.gateway.NestedEnd;
import io.boreas.agent.gateway.NestedOutput;
import io.boreas.agent.gateway.NestedSpec;
import io.boreas.agent.session.Sessions;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.link.SessionAnswer.Why;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The nested containers of an agent: those that run, and of those that ended the last ones, so that somebody can still ask how. Each is a session, so it
 * counts among those, has their bounds, and ends with its parent and with the agent. Safe for use by any thread.
 */
public final class NestedContainers implements Nested {
    /** How many that have ended are remembered. */
    private static final int ENDED_MAX = 1_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final Supplier<Sessions> sessions;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<ContainerName, NestedContainer> containers = new LinkedHashMap<>();

    /** @param sessions asked for when there is something to start */
    public NestedContainers(Supplier<Sessions> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Launch launch(ContainerName name, NestedSpec spec) {
        var fault = NAME.matcher(name.value()).matches()
                ? Opening.fault(spec)
                : Optional.of("'ContainerID.value' '" + name.value()
                        + "' is not 1 to 128 letters, digits, dashes and underscores");
        if (fault.isPresent()) {
            return new Launch.Refused(Why.BAD_COMMAND, fault.get());
        }
        var container = new NestedContainer(spec, "nested-" + numbers.incrementAndGet(), sessions.get());
        synchronized (this) {
            if (containers.putIfAbsent(name, container) != null) {
                return new Launch.Known();
            }
        }
        var refused = container.open(name.value());
        if (refused.isPresent()) {
            synchronized (this) {
                containers.remove(name, container);
            }
            return new Launch.Refused(refused.get().why(), refused.get().message());
        }
        container.end().thenRun(this::forgetSome);
        return new Launch.Begun(
                output -> Thread.ofVirtual().name("nested-" + name.value()).start(() -> container.follow(output)));
    }

    /** Of those that ended, those that were launched first go. */
    private synchronized void forgetSome() {
        var ended = containers.entrySet().stream()
                .filter(known -> known.getValue().hasEnded())
                .map(Map.Entry::getKey)
                .toList();
        ended.stream().limit(Math.max(0, ended.size() - ENDED_MAX)).forEach(containers::remove);
    }

    private synchronized @Nullable NestedContainer find(ContainerName name) {
        return containers.get(name);
    }

    @Override
    public Optional<NestedSpec> spec(ContainerName name) {
        return Optional.ofNullable(find(name)).map(NestedContainer::spec);
    }

    @Override
    public Optional<CompletionStage<NestedEnd>> end(ContainerName name) {
        return Optional.ofNullable(find(name)).map(container -> container.end().copy());
    }

    @Override
    public Attached attach(ContainerName name, NestedOutput output) {
        var container = find(name);
        if (container == null) {
            return new Attached.Ended();
        }
        if (!container.spec().session()) {
            return new Attached.NoSession();
        }
        return container.attach(output) ? new Attached.Done() : new Attached.Ended();
    }

    @Override
    public Asked input(ContainerName name) {
        var container = find(name);
        if (container == null || container.hasEnded()) {
            return new Asked.Ended();
        }
        if (!container.spec().session()) {
            return new Asked.NoSession();
        }
        return container.input().<Asked>map(Asked.Given::new).orElseGet(Asked.Taken::new);
    }

    @Override
    public boolean kill(ContainerName name) {
        var container = find(name);
        if (container == null || container.hasEnded()) {
            return false;
        }
        container.kill();
        return true;
    }

    @Override
    public boolean signal(ContainerName name, int signal) {
        var container = find(name);
        return container != null && container.signal(signal);
    }

    @Override
    public synchronized boolean remove(ContainerName name) {
        var container = containers.get(name);
        if (container != null && !container.hasEnded()) {
            return false;
        }
        containers.remove(name);
        return true;
    }

    @Override
    public synchronized List<ContainerName> running() {
        return containers.entrySet().stream()
                .filter(known -> !known.getValue().hasEnded())
                .map(Map.Entry::getKey)
                .toList();
    }
}
