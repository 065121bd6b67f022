package io.boreas.testcluster.sim.cell;

import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.core.agent.Notice;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.job.JobCommand;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import java.util.List;

/** The error of {@link io.boreas.testcluster.sim.Sabotage#SKIP_NOTICES}: of the notices that an owner is told together, all but the last are lost. */
record LatestNoticesOnly(GroupPost post) implements GroupPost {
    @Override
    public int count() {
        return post.count();
    }

    @Override
    public void tell(GroupKind kind, int number, GroupMessage message) {
        post.tell(
                kind,
                number,
                switch (message) {
                    case GroupMessage.Command<?, ?, ?> command -> of(command);
                    case GroupMessage.Commands<?, ?, ?>(var commands) ->
                        new GroupMessage.Commands<>(
                                commands.stream().map(LatestNoticesOnly::of).toList());
                    default -> message;
                });
    }

    private static <K, C, R> GroupMessage.Command<K, C, R> of(GroupMessage.Command<K, C, R> command) {
        var envelope = command.envelope();
        return new GroupMessage.Command<>(
                new Envelope<>(envelope.aggregate(), of(envelope.command()), envelope.cause()), command.replyTo());
    }

    @SuppressWarnings("unchecked") // a command of the same kind
    private static <C> C of(C command) {
        return (C)
                switch (command) {
                    case JobCommand.Hear(var told) ->
                        new JobCommand.Hear(told.stream()
                                .map(one -> new JobCommand.TaskNotices(
                                        one.instance(), one.task(), one.agent(), last(one.notices()), one.ports()))
                                .toList());
                    case FrameworkCommand.Hear(var told) ->
                        new FrameworkCommand.Hear(told.stream()
                                .map(one ->
                                        new FrameworkCommand.TaskNotices(one.run(), last(one.notices()), one.host()))
                                .toList());
                    default -> command;
                };
    }

    private static List<Notice> last(List<Notice> notices) {
        return List.of(notices.getLast());
    }
}
