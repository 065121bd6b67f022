package io.boreas.core.framework;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Machine;
import io.boreas.core.resource.Role;
import io.boreas.core.task.StatusAck;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Frameworks: their subscriptions, and the updates that their schedulers have not acknowledged.
 *
 * <p>Only the newest stream is heard (I5). What agents' groups tell is kept until the scheduler acknowledges it, and told in
 * order for each task (I4); the agents' groups keep it as long. A framework that is over is removed from every agent that
 * speaks of it (I2).
 */
public final class FrameworkMachine
        implements Machine<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect> {
    /** What a replaced stream is told. Source: Mesos; schedulers compare the text. */
    public static final String FAILED_OVER = "Framework failed over";

    /** What a framework that is over is told. Source: Mesos; schedulers compare the text. */
    public static final String REMOVED = "Framework has been removed";

    @Override
    public Framework vacant(FrameworkId id) {
        return Framework.vacant(id);
    }

    @Override
    public boolean isVacant(Framework framework) {
        return framework.phase() == Phase.UNKNOWN && framework.owesNothing();
    }

    @Override
    public Decision<FrameworkEvent, FrameworkReply> decide(Framework framework, FrameworkCommand command, Instant now) {
        var at = now.truncatedTo(ChronoUnit.MILLIS);
        var draft = new FrameworkDraft(framework);
        var reply =
                switch (command) {
                    case FrameworkCommand.Subscribe c -> subscribe(draft, c, at);
                    case FrameworkCommand.Update c ->
                        refusal(framework, c.streamId()).orElseGet(() -> update(draft, c.wish(), at));
                    case FrameworkCommand.Disconnect c -> disconnect(draft, c, at);
                    case FrameworkCommand.Teardown c ->
                        refusal(framework, c.streamId())
                                .orElseGet(() -> remove(draft, "its scheduler tore it down", at));
                    case FrameworkCommand.TeardownByOperator c ->
                        framework.isAlive()
                                ? remove(draft, "an operator tore it down", at)
                                : new FrameworkReply.UnknownFramework(framework.id());
                    case FrameworkCommand.Revive c ->
                        refusal(framework, c.streamId()).orElseGet(() -> suppress(draft, c.roles(), false, at));
                    case FrameworkCommand.Suppress c ->
                        refusal(framework, c.streamId()).orElseGet(() -> suppress(draft, c.roles(), true, at));
                    case FrameworkCommand.Acknowledge c ->
                        refusal(framework, c.streamId()).orElseGet(() -> FrameworkNotices.acknowledge(draft, c));
                    case FrameworkCommand.Hear c -> FrameworkNotices.hear(draft, c);
                    case FrameworkCommand.AcksTaken c -> {
                        c.claims().stream()
                                .filter(claim -> draft.framework().owedAcks().containsKey(claim))
                                .forEach(claim -> draft.add(new FrameworkEvent.AckTaken(claim)));
                        yield FrameworkReply.Done.DONE;
                    }
                    case FrameworkCommand.KillsTaken c -> {
                        c.claims().stream()
                                .filter(claim -> draft.framework().owedKills().containsKey(claim))
                                .forEach(claim -> draft.add(new FrameworkEvent.KillTaken(claim)));
                        yield FrameworkReply.Done.DONE;
                    }
                    case FrameworkCommand.RemovalsTaken c -> {
                        c.agents().stream()
                                .filter(agent ->
                                        draft.framework().owedRemovals().containsKey(agent))
                                .forEach(agent -> draft.add(new FrameworkEvent.RemovalTaken(agent)));
                        yield FrameworkReply.Done.DONE;
                    }
                    case FrameworkCommand.Tick c ->
                        nextTick(framework).filter(due -> !due.isAfter(at)).isPresent()
                                ? remove(draft, "its scheduler did not return in time", at)
                                : FrameworkReply.Done.DONE;
                    case FrameworkCommand.Forget c -> forget(draft);
                };
        return draft.reply(reply);
    }

    @Override
    public Framework evolve(Framework framework, FrameworkEvent event) {
        return FrameworkFold.apply(framework, event);
    }

    /** Updates: of each task the oldest that was not acknowledged, if the scheduler is connected. */
    @Override
    public List<FrameworkEffect> outstanding(Framework framework) {
        var effects = new ArrayList<FrameworkEffect>();
        framework
                .owedRemovals()
                .forEach(owed -> effects.add(new FrameworkEffect.RemoveOn(owed.getKey(), framework.id())));
        framework.owedKills().forEach(owed -> effects.add(new FrameworkEffect.KillOn(owed.getKey())));
        framework
                .owedAcks()
                .forEach(owed -> effects.add(new FrameworkEffect.AcknowledgeOn(
                        owed.getKey().agent(),
                        new StatusAck(owed.getKey().key(), owed.getValue().heard()))));
        if (framework.phase() == Phase.CONNECTED) {
            framework.tasks().forEachValue(task -> delivery(framework, task).ifPresent(effects::add));
        }
        return effects;
    }

    /** What a connected framework is to be told of a task: the oldest update that was not acknowledged. */
    public static Optional<FrameworkEffect.Deliver> delivery(Framework framework, TaskId task) {
        return framework.phase() == Phase.CONNECTED
                ? framework.tasks().get(task).flatMap(known -> delivery(framework, known))
                : Optional.empty();
    }

    private static Optional<FrameworkEffect.Deliver> delivery(Framework framework, KnownTask task) {
        return task.pending().isEmpty()
                ? Optional.empty()
                : Optional.of(new FrameworkEffect.Deliver(
                        framework.streamId(),
                        TaskUpdate.of(task.run(), task.pending().getFirst(), framework.isPartitionAware())));
    }

    @Override
    public FrameworkReply repeated(Framework framework, FrameworkCommand command) {
        return command instanceof FrameworkCommand.Subscribe subscribe
                ? repeated(framework, subscribe)
                : FrameworkReply.Done.DONE;
    }

    /** A subscription that ended, or was replaced, does not come back because it is asked for again. */
    private static FrameworkReply repeated(Framework framework, FrameworkCommand.Subscribe subscribe) {
        return refusal(framework, subscribe.streamId())
                .<FrameworkReply>map(ended -> new FrameworkReply.Refused(
                        switch (framework.phase()) {
                            case UNKNOWN, COMPLETED -> REMOVED;
                            case CONNECTED -> FAILED_OVER;
                            case DISCONNECTED -> "its stream has ended";
                        }))
                .orElseGet(() -> new FrameworkReply.Subscribed(framework.id(), framework.stream(), Optional.empty()));
    }

    /** Whether agents' groups have yet to take something of it. */
    public static boolean owes(Framework framework) {
        return !framework.owesNothing();
    }

    /** When the next {@link FrameworkCommand.Tick} has something to do. */
    public static Optional<Instant> nextTick(Framework framework) {
        return framework.phase() == Phase.DISCONNECTED ? Optional.of(framework.failoverAt()) : Optional.empty();
    }

    /** Why a call of this stream is not heard; empty if it is. For the calls that change nothing here, too. */
    public static Optional<FrameworkReply> refusal(Framework framework, String streamId) {
        return switch (framework.phase()) {
            case UNKNOWN, COMPLETED -> Optional.of(new FrameworkReply.UnknownFramework(framework.id()));
            case DISCONNECTED -> Optional.of(new FrameworkReply.NotConnected(framework.id()));
            case CONNECTED ->
                framework.streamId().equals(streamId)
                        ? Optional.empty()
                        : Optional.of(new FrameworkReply.StaleStream(framework.id(), streamId));
        };
    }

    private static FrameworkReply subscribe(FrameworkDraft draft, FrameworkCommand.Subscribe command, Instant at) {
        var framework = draft.framework();
        if (framework.phase() == Phase.COMPLETED) {
            return new FrameworkReply.Refused(REMOVED);
        }
        // It was to be removed already: that it connects before someone looked at the clock must not save it.
        if (nextTick(framework).filter(due -> !due.isAfter(at)).isPresent()) {
            remove(draft, "its scheduler did not return in time", at);
            return new FrameworkReply.Refused(REMOVED);
        }
        if (framework.phase() == Phase.CONNECTED && framework.streamId().equals(command.streamId())) {
            return new FrameworkReply.Subscribed(framework.id(), framework.stream(), Optional.empty());
        }
        if (framework.phase() == Phase.CONNECTED && !command.force()) {
            return new FrameworkReply.Refused("Framework " + framework.id() + " is already connected");
        }
        return switch (checked(framework, command.wish())) {
            case FrameworkCheck.Bad(var message) -> new FrameworkReply.Refused(message);
            case FrameworkCheck.Good(var info, var suppressed) -> {
                var replaced = framework.phase() == Phase.CONNECTED
                        ? Optional.of(framework.streamId())
                        : Optional.<String>empty();
                draft.add(new FrameworkEvent.Subscribed(
                        framework.stream() + 1, command.streamId(), info, suppressed, at));
                yield new FrameworkReply.Subscribed(framework.id(), framework.stream() + 1, replaced);
            }
        };
    }

    private static FrameworkReply update(FrameworkDraft draft, FrameworkWish wish, Instant at) {
        return switch (checked(draft.framework(), wish)) {
            case FrameworkCheck.Bad(var message) -> new FrameworkReply.Refused(message);
            case FrameworkCheck.Good(var info, var suppressed) -> {
                note(draft, info, suppressed, at);
                yield FrameworkReply.Done.DONE;
            }
        };
    }

    private static FrameworkCheck checked(Framework framework, FrameworkWish wish) {
        var check = FrameworkCheck.of(wish);
        if (check instanceof FrameworkCheck.Good(var info, var suppressed)) {
            return framework
                    .info()
                    .flatMap(known -> FrameworkCheck.change(known, info))
                    .<FrameworkCheck>map(FrameworkCheck.Bad::new)
                    .orElse(check);
        }
        return check;
    }

    private static FrameworkReply suppress(FrameworkDraft draft, SortedSet<Role> named, boolean quiet, Instant at) {
        var framework = draft.framework();
        var info = framework.info().orElseThrow();
        var strange =
                named.stream().filter(role -> !info.roles().contains(role)).findFirst();
        if (strange.isPresent()) {
            return new FrameworkReply.Refused(
                    "Framework " + framework.id() + " is not subscribed to role '" + strange.get() + "'");
        }
        var roles = named.isEmpty() ? info.roles() : named;
        var suppressed = new TreeSet<>(framework.suppressed());
        if (quiet) {
            suppressed.addAll(roles);
        } else {
            suppressed.removeAll(roles);
        }
        note(draft, info, suppressed, at);
        return FrameworkReply.Done.DONE;
    }

    private static void note(FrameworkDraft draft, FrameworkInfo info, SortedSet<Role> suppressed, Instant at) {
        var framework = draft.framework();
        boolean same = framework.info().filter(info::equals).isPresent()
                && framework.suppressed().equals(suppressed);
        if (!same) {
            draft.add(new FrameworkEvent.Updated(info, suppressed, at));
        }
    }

    private static FrameworkReply disconnect(FrameworkDraft draft, FrameworkCommand.Disconnect command, Instant at) {
        var framework = draft.framework();
        // The end of a connection that a newer one replaced is no news.
        if (refusal(framework, command.streamId()).isPresent()) {
            return FrameworkReply.Done.DONE;
        }
        var timeout = framework.info().orElseThrow().failoverTimeout();
        draft.add(new FrameworkEvent.Disconnected(at, at.plus(timeout)));
        return timeout.isZero() ? remove(draft, "its scheduler disconnected", at) : FrameworkReply.Done.DONE;
    }

    private static FrameworkReply remove(FrameworkDraft draft, String message, Instant at) {
        var framework = draft.framework();
        var stream =
                framework.phase() == Phase.CONNECTED ? Optional.of(framework.streamId()) : Optional.<String>empty();
        draft.add(new FrameworkEvent.Removed(message, at));
        return new FrameworkReply.Removed(stream);
    }

    private static FrameworkReply forget(FrameworkDraft draft) {
        var framework = draft.framework();
        if (framework.phase() == Phase.COMPLETED && framework.owesNothing()) {
            draft.add(new FrameworkEvent.Forgotten());
        }
        return FrameworkReply.Done.DONE;
    }
}
