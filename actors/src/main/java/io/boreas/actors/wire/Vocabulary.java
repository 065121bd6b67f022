package io.boreas.actors.wire;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroupMessage;
import io.boreas.actors.framework.ToScheduler;
import io.boreas.actors.gateway.AgentCounts;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.actors.gateway.InverseOffers;
import io.boreas.actors.gateway.JobCounts;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.RollCall;
import io.boreas.actors.job.JobGroupMessage;
import io.boreas.actors.link.FromExecutor;
import io.boreas.actors.link.ToLink;
import io.boreas.actors.membership.PeerMessage;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.registry.RegistryChanged;
import io.boreas.actors.registry.RegistryGroupMessage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.RegistryReply;
import io.boreas.core.task.TaskSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every message that may travel between masters, and the name it travels under. The names are what masters of different versions
 * agree on: one that was given is never given to something else.
 */
final class Vocabulary {
    /** Sealed: all their types, those to come as well. */
    private static final List<Class<?>> FAMILIES = List.of(
            AgentGroupMessage.class,
            JobGroupMessage.class,
            FrameworkGroupMessage.class,
            RegistryGroupMessage.class,
            ToLink.class,
            ToScheduler.class,
            PeerMessage.class,
            AgentReply.class,
            JobReply.class,
            FrameworkReply.class,
            RegistryReply.class,
            SandboxAnswer.class);

    private static final List<Class<?>> SINGLE = List.of(
            GroupMessage.Wake.class,
            GroupMessage.Stop.class,
            GroupMessage.AreYouThere.class,
            RollCall.Called.class,
            AgentGroupMessage.Found.class,
            AgentGroupMessage.Agents.class,
            JobGroupMessage.Found.class,
            JobGroupMessage.Jobs.class,
            AgentCounts.class,
            JobCounts.class,
            FrameworkGroupMessage.Found.class,
            FrameworkGroupMessage.Frameworks.class,
            FromExecutor.class,
            PlannerMessage.AgentChanged.class,
            PlannerMessage.AgentRestated.class,
            PlannerMessage.AgentsRestated.class,
            PlannerMessage.RolesElsewhere.class,
            PlannerMessage.AgentOffers.class,
            PlannerMessage.JobChanged.class,
            PlannerMessage.JobsRestated.class,
            PlannerMessage.Why.class,
            PlannerMessage.Reasons.class,
            PlannerMessage.Preview.class,
            PlacementPreview.class,
            AllocatorMessage.AgentChanged.class,
            AllocatorMessage.AgentRestated.class,
            AllocatorMessage.AgentsRestated.class,
            AllocatorMessage.AgentLost.class,
            AllocatorMessage.LeaseRefused.class,
            AllocatorMessage.FrameworkChanged.class,
            AllocatorMessage.FrameworksRestated.class,
            AllocatorMessage.FrameworkOver.class,
            AllocatorMessage.Revived.class,
            AllocatorMessage.Declined.class,
            AllocatorMessage.InverseAnswered.class,
            AllocatorMessage.SchedulerReplaced.class,
            AllocatorMessage.AskInverseAnswers.class,
            InverseAnswers.class,
            AllocatorMessage.AskInverseOffers.class,
            InverseOffers.class,
            AllocatorMessage.GroupStarted.class,
            RegistryChanged.class,
            Registry.class);

    /** What a command is about, which says whose it is. */
    private static final List<Kind> KINDS = List.of(
            new Kind(AgentId.class, "agent", AgentCommand.class, AgentReply.class),
            new Kind(JobKey.class, "job", JobCommand.class, JobReply.class),
            new Kind(FrameworkId.class, "framework", FrameworkCommand.class, FrameworkReply.class),
            new Kind(RegistryId.class, "registry", RegistryCommand.class, RegistryReply.class));

    /** Large records of which one message may name the same one many times. */
    private static final List<Class<?>> SHARED =
            List.of(TaskSpec.class, JobSpec.class, AgentInfo.class, FrameworkInfo.class);

    /** The aggregates of one kind of group. */
    private record Kind(Class<?> id, String name, Class<?> command, Class<?> reply) {}

    /** A name, and what is said by it. */
    record Word(String name, Form<Object> form) {}

    private final Forms forms = new Forms(SHARED);
    private final Map<String, Word> byName = new HashMap<>();
    private final Map<Class<?>, Word> byClass = new HashMap<>();
    private final Map<Class<?>, Word> commands = new HashMap<>();
    private final Map<Class<?>, Word> commandLists = new HashMap<>();

    /** @throws IllegalStateException if a message, or what an actor that it names takes, cannot travel: a mistake of ours */
    Vocabulary() {
        for (var family : FAMILIES) {
            var word = word(nameOf(family), forms.of(forms.type(family)));
            Forms.leaves(family).forEach(leaf -> byClass.put(leaf, word));
        }
        for (var single : SINGLE) {
            byClass.put(single, word(nameOf(single), forms.of(forms.type(single))));
        }
        for (var kind : KINDS) {
            commands.put(kind.id, word("Command." + kind.name, ofKind(GroupMessage.Command.class, kind)));
            commandLists.put(kind.id, word("Commands." + kind.name, ofKind(GroupMessage.Commands.class, kind)));
        }
        for (var answer : forms.answers()) {
            var type = answer.getRawClass();
            if (type != Integer.class && !FAMILIES.contains(type) && !SINGLE.contains(type)) {
                throw new IllegalStateException("an actor is to be answered " + answer.toCanonical()
                        + ", which is no message that travels between masters");
            }
        }
    }

    private Word word(String name, Form<Object> form) {
        var word = new Word(name, form);
        if (byName.put(name, word) != null) {
            throw new IllegalStateException("two messages between masters are called " + name);
        }
        return word;
    }

    private Form<Object> ofKind(Class<?> generic, Kind kind) {
        return forms.of(forms.type(generic, kind.id, kind.command, kind.reply));
    }

    /** A nested type's name begins with that of the type around it. */
    private static String nameOf(Class<?> type) {
        var outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : outer.getSimpleName() + "." + type.getSimpleName();
    }

    /** The word for a message; empty if it does not travel. */
    Optional<Word> of(Object message) {
        return switch (message) {
            case GroupMessage.Command<?, ?, ?> command ->
                Optional.ofNullable(commands.get(command.envelope().aggregate().getClass()));
            case GroupMessage.Commands<?, ?, ?> list -> {
                var first = list.commands().stream().findFirst();
                Class<?> kind = first.isEmpty()
                        ? AgentId.class // nothing is nothing to every kind of group
                        : first.get().envelope().aggregate().getClass();
                yield Optional.ofNullable(commandLists.get(kind));
            }
            case Enum<?> constant -> Optional.ofNullable(byClass.get(constant.getDeclaringClass()));
            default -> Optional.ofNullable(byClass.get(message.getClass()));
        };
    }

    Optional<Word> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Map<String, Form<?>> shared() {
        return forms.shared();
    }

    /** The types of all that travels. */
    static List<Class<?>> types() {
        var types = new ArrayList<Class<?>>(SINGLE);
        FAMILIES.forEach(family -> types.addAll(Forms.leaves(family)));
        Stream.of(GroupMessage.Command.class, GroupMessage.Commands.class).forEach(types::add);
        return types;
    }
}
