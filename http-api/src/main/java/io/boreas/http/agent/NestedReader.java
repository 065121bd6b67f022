package io.boreas.http.agent;

import io.boreas.agent.gateway.NestedSpec;
import io.boreas.core.link.TerminalSize;
import io.boreas.http.agent.ContainerTree.Container;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.CapabilityReader;
import io.boreas.http.mesos.translate.CommandSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a nested container is to run. */
final class NestedReader {
    private static final TerminalSize UNTOLD = new TerminalSize(24, 80);

    private static final Mesos.ContainerInfo NOTHING = Mesos.ContainerInfo.newBuilder()
            .setType(Mesos.ContainerInfo.Type.MESOS)
            .build();

    private NestedReader() {}

    /** What came of it. */
    sealed interface Read {
        record Good(NestedSpec spec) implements Read {}

        /** @param why first reason only */
        record Bad(String why) implements Read {}
    }

    /**
     * Reads it.
     *
     * @param session whether it lasts as long as its output is taken
     */
    static Read read(
            Container parent, Mesos.CommandInfo command, Optional<Mesos.ContainerInfo> container, boolean session) {
        if (parent.process().isEmpty()) {
            return new Read.Bad(
                    "The parent is the DEFAULT executor, which is no process: name the container of a task");
        }
        var problems = new ArrayList<String>();
        var program = program(command, problems);
        var environment = CommandSpec.environment(command.getEnvironment(), problems);
        if (command.getUrisCount() > 0) {
            problems.add("'CommandInfo.uris' is not supported in a nested container: nothing is fetched for it");
        }
        if (command.hasUser() && !Optional.of(command.getUser()).equals(parent.account())) {
            problems.add(
                    "'CommandInfo.user' is '" + command.getUser() + "': a nested container runs as its parent does");
        }
        boolean plain = container.filter(info -> !rest(info).equals(NOTHING)).isEmpty();
        var terminal = container.filter(Mesos.ContainerInfo::hasTtyInfo).map(info -> size(info.getTtyInfo()));
        if (!plain || (terminal.isPresent() && !session)) {
            problems.add(
                    "The provided ContainerInfo is not supported: a nested container is where its parent is, and only"
                            + " a session has a terminal");
        }
        container.ifPresent(info -> CapabilityReader.problems("ContainerInfo", info, problems));
        return problems.isEmpty()
                ? new Read.Good(new NestedSpec(
                        parent.process().get(),
                        parent.account(),
                        program,
                        environment,
                        session,
                        terminal,
                        container.flatMap(CapabilityReader::capabilities)))
                : new Read.Bad(problems.getFirst());
    }

    /** What it says besides what it may say. It shares the groups of its parent, and may say so. */
    private static Mesos.ContainerInfo rest(Mesos.ContainerInfo container) {
        var rest = container.toBuilder().clearTtyInfo();
        var linux = rest.getLinuxInfo().toBuilder()
                .clearCapabilityInfo()
                .clearEffectiveCapabilities()
                .clearBoundingCapabilities();
        if (linux.getShareCgroups()) {
            linux.clearShareCgroups();
        }
        boolean nothing = linux.build().equals(Mesos.LinuxInfo.getDefaultInstance());
        return (nothing ? rest.clearLinuxInfo() : rest).build();
    }

    private static List<String> program(Mesos.CommandInfo command, List<String> problems) {
        if (command.getValue().isBlank()) {
            problems.add(
                    command.getShell()
                            ? "Shell command is not specified"
                            : "Executable of the command is not specified");
        }
        if (command.getShell()) {
            return List.of("/bin/sh", "-c", command.getValue());
        }
        var words = new ArrayList<String>();
        words.add(command.getValue());
        command.getArgumentsList().stream().skip(1).forEach(words::add);
        return words;
    }

    private static TerminalSize size(Mesos.TTYInfo info) {
        return info.hasWindowSize() ? size(info.getWindowSize()).orElse(UNTOLD) : UNTOLD;
    }

    /** A size that terminals can have; clients say 0 for a moment to have all drawn anew. */
    static Optional<TerminalSize> size(Mesos.TTYInfo.WindowSize size) {
        int rows = size.getRows();
        int columns = size.getColumns();
        return rows < 1 || columns < 1
                ? Optional.empty() // beyond 31 bits, too
                : Optional.of(new TerminalSize(Math.min(rows, TerminalSize.MAX), Math.min(columns, TerminalSize.MAX)));
    }
}
