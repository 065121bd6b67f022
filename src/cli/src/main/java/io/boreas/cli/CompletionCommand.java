package io.boreas.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code boreas completion}: what a shell needs to complete commands. */
@Command(
        name = "completion",
        description = "Write a completion script for bash and zsh.",
        footer = {"", "Example:", "  source <(boreas completion)"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var root = spec.root();
        ((BoreasCli) root.userObject()).streams().out().print(AutoComplete.bash(root.name(), root.commandLine()));
        return Exit.OK.code();
    }
}
