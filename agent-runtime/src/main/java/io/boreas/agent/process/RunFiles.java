package io.boreas.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of runs, one folder for each task: what to run, the process it became, how it ended.
 *
 * <p>The spawner's shims write the last two, see {@code spawner.sh}; they are the only truth about a run, whoever was
 * listening. What the agent itself decides about a run it writes there too, by the same rules: who creates the pid
 * file, and whose line comes first in the exit file, has decided.
 */
public final class RunFiles {
    private static final Pattern END = Pattern.compile("(?m)^(\\d{1,3}|lost) \\.$");
    private static final String CALLED_OFF = "called-off";
    private static final int SIGNAL_CODE_MIN = 129;

    private final Path root;
    private final LaunchText launchText = new LaunchText();

    /** @param root the folder of the tasks' folders */
    public RunFiles(Path root) {
        this.root = root.toAbsolutePath();
    }

    /** What is known of a run's start. */
    public sealed interface Start {
        /** Nothing: it was not started yet, or is being started. */
        record Unknown() implements Start {}

        /** Someone has set about starting it, and has not said yet what it became. */
        record Claimed(Instant at) implements Start {}

        /** It will never start. */
        record CalledOff() implements Start {}

        /** It became this process. */
        record Started(ProcessId id, String bootId, Instant at) implements Start {}
    }

    /** How a run ended. */
    public sealed interface End {
        /** When it was recorded. */
        Instant at();

        /** It exited with this code. */
        record Exited(int code, Instant at) implements End {}

        /** This signal ended it. */
        record Signalled(int signal, Instant at) implements End {}

        /** It is gone, and nobody knows how. */
        record Lost(Instant at) implements End {}
    }

    Path root() {
        return root;
    }

    /** Whether this very process is alive now, or that cannot be told; one that only waits to be buried is not. */
    public static boolean isAlive(ProcessId id) {
        return ProcessStat.isAlive(id);
    }

    /**
     * Makes the run ready for the spawner. It may have been ready before, and the spawner of an agent that was killed may be
     * reading it just now: it reads the whole of the old one or of the new one.
     */
    public void prepare(RunName run, Command command) throws IOException {
        var launch = file(run, ".launch");
        var fresh = file(run, ".launch.new");
        Files.writeString(fresh, launchText.of(command, file(run, ".exit")));
        Files.move(fresh, launch, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes the next keeper of a task's namespaces ready for the spawner. */
    public RunName prepareKeeper(String task, Household household) throws IOException {
        var run = keeper(task).map(RunName::next).orElseGet(() -> RunName.keeper(task, 0));
        var launch = file(run, ".launch");
        var fresh = file(run, ".launch.new");
        var hint = root.resolveSibling("events");
        var stage = Files.createDirectories(root.resolve(task).resolve("stage")).toRealPath();
        Files.writeString(fresh, KeeperText.of(household, run, file(run, ".ready"), file(run, ".log"), hint, stage));
        Files.move(fresh, launch, StandardCopyOption.ATOMIC_MOVE);
        return run;
    }

    /** The latest keeper of a task's namespaces that was prepared. */
    public Optional<RunName> keeper(String task) throws IOException {
        return all(task).stream().filter(RunName::isKeeper).reduce((one, later) -> later);
    }

    /** The namespaces that a keeper has made; none while they are not ready. */
    public Set<Namespace> kept(RunName keeper) throws IOException {
        String text;
        try {
            text = Files.readString(file(keeper, ".ready"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException notYet) {
            return Set.of();
        }
        var kept = EnumSet.noneOf(Namespace.class);
        if (text.startsWith(KeeperText.READY) && text.endsWith("\n")) {
            for (var name :
                    text.strip().substring(KeeperText.READY.length() + 1).split(" ")) {
                kept.add(Namespace.valueOf(name));
            }
        }
        return kept;
    }

    /** What a keeper complained of, if it did. */
    public String complaint(RunName keeper) throws IOException {
        try {
            return Files.readString(file(keeper, ".log"), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /** The runs of a task's processes that were prepared, in order. */
    public SortedSet<RunName> list(String task) throws IOException {
        var runs = all(task);
        runs.removeIf(RunName::isKeeper);
        return runs;
    }

    private SortedSet<RunName> all(String task) throws IOException {
        var runs =
                new TreeSet<RunName>(Comparator.comparingInt(RunName::process).thenComparingInt(RunName::run));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(task))) {
            for (Path file : files) {
                RunName.ofFile(task, file.getFileName().toString()).ifPresent(runs::add);
            }
        } catch (NoSuchFileException none) {
            return runs;
        }
        return runs;
    }

    /** What is known of the run's start. */
    public Start start(RunName run) throws IOException {
        var path = file(run, ".pid");
        String text;
        try {
            text = Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException notYet) {
            return new Start.Unknown();
        }
        if (!text.endsWith(" .\n")) {
            return new Start.Claimed(Files.getLastModifiedTime(path).toInstant());
        }
        if (text.startsWith(CALLED_OFF)) {
            return new Start.CalledOff();
        }
        var fields = text.split(" ", -1);
        return new Start.Started(
                new ProcessId(Long.parseLong(fields[0]), Long.parseLong(fields[1])),
                fields[2],
                Files.getLastModifiedTime(path).toInstant());
    }

    /** How the run ended, if it has. */
    public Optional<End> end(RunName run) throws IOException {
        var path = file(run, ".exit");
        String text;
        try {
            text = Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
        var matcher = END.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Instant at = Files.getLastModifiedTime(path).toInstant();
        if (matcher.group(1).equals("lost")) {
            return Optional.of(new End.Lost(at));
        }
        int code = Integer.parseInt(matcher.group(1));
        // a shell says in words that a signal ended it, before the code that it makes of the signal
        boolean signalled =
                code >= SIGNAL_CODE_MIN && !text.substring(0, matcher.start()).isBlank();
        return Optional.of(signalled ? new End.Signalled(code - SIGNAL_CODE_MIN + 1, at) : new End.Exited(code, at));
    }

    /** Sees to it that a run without a start never starts. False if it has one, or is just getting it. */
    public boolean callOff(RunName run) throws IOException {
        try {
            Files.writeString(
                    file(run, ".pid"), CALLED_OFF + " .\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException started) {
            return start(run) instanceof Start.CalledOff;
        }
    }

    /** Records that the run is gone without an exit code; what is there already stands. */
    public End lose(RunName run) throws IOException {
        Files.writeString(file(run, ".exit"), "lost .\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return end(run).orElseThrow(() -> new IOException("the end of run " + run + " cannot be read"));
    }

    private Path file(RunName run, String ending) {
        return root.resolve(run + ending);
    }
}
