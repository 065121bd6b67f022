package io.boreas.agent.process;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which run of which process of which task: the path, without ending, of the run's files.
 *
 * @param task the name of the task's folder
 * @param process the index of the process in the task's specification
 * @param run counted from 0
 */
public record RunName(String task, int process, int run) {
    private static final int KEEPER = 999_999;
    private static final Pattern PATH = Pattern.compile("([^/]+)/([0-9]{1,6})\\.([0-9]{1,6})");
    private static final Pattern FILE = Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\.(launch|pid|exit)");

    /** The keeper of a task's namespaces, which is no process of its specification. */
    static RunName keeper(String task, int run) {
        return new RunName(task, KEEPER, run);
    }

    /** Whether it is the keeper of the task's namespaces. */
    public boolean isKeeper() {
        return process == KEEPER;
    }

    /** The one after it. */
    RunName next() {
        return new RunName(task, process, run + 1);
    }

    /** Reads what {@link #toString} writes. */
    static Optional<RunName> parse(String path) {
        return of(PATH.matcher(path));
    }

    /** The run that a file in a task's folder belongs to, if it belongs to one. */
    static Optional<RunName> ofFile(String task, String file) {
        Matcher matcher = FILE.matcher(file);
        return matcher.matches()
                ? Optional.of(new RunName(task, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    private static Optional<RunName> of(Matcher matcher) {
        return matcher.matches()
                ? Optional.of(new RunName(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return task + "/" + process + "." + run;
    }
}
