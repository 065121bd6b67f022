package io.boreas.core.task;

import io.boreas.core.resource.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.regex.Pattern;

/** The rules a task keeps at the door. All problems are found at once. */
public final class TaskSpecCheck {
    public static final int PROCESSES_MAX = 100;
    public static final int PORTS_MAX = 100;
    public static final int ORDERS_MAX = 10_000;
    public static final int NAME_LENGTH_MAX = 128;
    public static final int CMDLINE_BYTES_MAX = 64 * 1024;
    public static final int ENVIRONMENT_MAX = 256;
    public static final int ENVIRONMENT_VALUE_LENGTH_MAX = 32 * 1024;
    public static final Duration MIN_DURATION_MAX = Duration.ofHours(1);
    public static final long LOG_FILE_BYTES_LEAST = 4L * 1024;
    public static final long LOG_FILE_BYTES_MAX = 10L * 1024 * 1024 * 1024;
    public static final int LOG_BACKUPS_MAX = 100;
    public static final int ARTIFACTS_MAX = 100;
    public static final int URI_LENGTH_MAX = 4_096;
    public static final int OUTPUT_FILE_LENGTH_MAX = 255;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1," + NAME_LENGTH_MAX + "}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern FETCHED = Pattern.compile("(?i:https?://.+|file:(//(localhost)?)?/.+)|/.+");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}|");
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");

    private final TaskSpec task;
    private final String path;
    private final List<Problem> problems = new ArrayList<>();

    private TaskSpecCheck(TaskSpec task, String path) {
        this.task = task;
        this.path = path;
    }

    /**
     * What is wrong with a task; nothing if it is good.
     *
     * @param path where the task is in its document, such as {@code task}
     */
    public static List<Problem> check(TaskSpec task, String path) {
        var check = new TaskSpecCheck(task, path);
        check.task();
        check.processes();
        OrderCheck.check(task, path + ".order", check.problems);
        check.resources(task.resources());
        check.ports(task.ports());
        check.environment(task.environment());
        check.logs(task.logs());
        check.fetch(task.fetch());
        task.limits()
                .ifPresent(
                        limits -> check.problems.addAll(LimitCheck.check(limits, task.resources(), path + ".limits")));
        check.problems.addAll(RlimitCheck.check(task.rlimits(), path + ".rlimits"));
        task.capabilities()
                .ifPresent(wish -> check.problems.addAll(CapabilityCheck.check(wish, path + ".capabilities")));
        task.container().ifPresent(check::container);
        task.lifecycle().ifPresent(http -> check.problems.addAll(CheckRules.of(http, task, path + ".lifecycle.http")));
        task.health().ifPresent(health -> check.problems.addAll(CheckRules.of(health, task, path + ".health")));
        return List.copyOf(check.problems);
    }

    /** Whether a name is 1 to 128 letters, digits, {@code _}, {@code -} and {@code .}, and can name a file. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    private void task() {
        boolean printable = task.name().chars().noneMatch(Character::isISOControl);
        require(
                !task.name().isBlank() && task.name().length() <= NAME_LENGTH_MAX && printable,
                "name",
                "has 1 to " + NAME_LENGTH_MAX + " characters, none of them a control character");
        requireNotNegative(task.maxFailures(), "max_failures", "0 means any number");
        requireNotNegative(task.maxConcurrency(), "max_concurrency", "0 means any number");
        require(
                isWithin(task.finalizationWait(), TaskSpec.FINALIZATION_WAIT_MAX),
                "finalization_wait",
                "is 0 s to 60 s, not " + task.finalizationWait());
        task.maxCompletionTime()
                .ifPresent(time -> require(
                        !time.isZero() && isWithin(time, TaskSpec.COMPLETION_TIME_MAX),
                        "max_completion_time",
                        "is more than 0 s and at most 365 days, not " + time + "; without it there is no such limit"));
        require(
                task.user().isEmpty() || USER.matcher(task.user()).matches(),
                "user",
                "is an account's name, or empty for the agent's own; not \"" + task.user() + "\"");
    }

    private void processes() {
        int count = task.processes().size();
        require(count >= 1 && count <= PROCESSES_MAX, "processes", "are 1 to " + PROCESSES_MAX + ", not " + count);
        var names = new HashSet<String>();
        for (int i = 0; i < Math.min(count, PROCESSES_MAX); i++) {
            var process = task.processes().get(i);
            var at = "processes[" + i + "].";
            require(isName(process.name()), at + "name", "is " + nameRule() + ", not \"" + process.name() + "\"");
            require(
                    names.add(process.name()),
                    at + "name",
                    "is \"" + process.name() + "\", which another process has already");
            cmdline(process.cmdline(), at + "cmdline");
            requireNotNegative(process.maxFailures(), at + "max_failures", "0 means any number");
            require(
                    isWithin(process.minDuration(), MIN_DURATION_MAX),
                    at + "min_duration",
                    "is 0 s to 1 h, not " + process.minDuration());
        }
    }

    private void cmdline(String cmdline, String at) {
        // none is that of the image
        if (!cmdline.isEmpty() || task.container().filter(Container::hasImage).isEmpty()) {
            cmdline(cmdline, task).forEach(problem -> add(at, problem));
        }
    }

    /** What is wrong with a command line of a task. */
    static List<String> cmdline(String cmdline, TaskSpec task) {
        var wrong = new ArrayList<String>();
        if (cmdline.isBlank()) {
            wrong.add("is empty");
        }
        if (cmdline.indexOf('\0') >= 0) {
            wrong.add("has a NUL character");
        }
        if (Utf8.length(cmdline) > CMDLINE_BYTES_MAX) {
            wrong.add("has at most " + CMDLINE_BYTES_MAX + " bytes, not " + Utf8.length(cmdline));
            return wrong; // what it refers to does not matter then
        }
        for (var reference : CommandReferences.unknown(cmdline)) {
            wrong.add("refers to " + reference + "; known are " + String.join(", ", CommandReferences.KNOWN));
        }
        for (var port : CommandReferences.ports(List.of(cmdline))) {
            if (!task.ports().contains(port)) {
                wrong.add("refers to the port \"" + port + "\", which is not among the ports of the task");
            }
        }
        return wrong;
    }

    private void resources(Resources resources) {
        requirePositive(resources.cpusMilli(), "resources.cpus", "cores");
        requirePositive(resources.memMilli(), "resources.mem", "MB");
        requirePositive(resources.diskMilli(), "resources.disk", "MB");
        require(
                resources.ports().isEmpty(),
                "resources.ports",
                "is not asked for by number; ports are asked for by name");
        require(
                resources.isPlain(),
                "resources",
                "are amounts of cpus, mem, disk and gpus that nobody has reserved, not " + resources);
    }

    private void ports(SortedSet<String> ports) {
        require(ports.size() <= PORTS_MAX, "ports", "are at most " + PORTS_MAX + ", not " + ports.size());
        ports.stream()
                .limit(PORTS_MAX)
                .filter(port -> !isName(port))
                .forEach(port -> add("ports", "have names of " + nameRule() + ", not \"" + port + "\""));
    }

    private void environment(SortedMap<String, String> environment) {
        require(
                environment.size() <= ENVIRONMENT_MAX,
                "environment",
                "has at most " + ENVIRONMENT_MAX + " variables, not " + environment.size());
        environment.entrySet().stream().limit(ENVIRONMENT_MAX).forEach(variable -> {
            var at = "environment." + variable.getKey();
            require(
                    VARIABLE.matcher(variable.getKey()).matches(),
                    at,
                    "is no variable's name: 1 to 128 letters, digits and '_', the first no digit");
            require(
                    variable.getValue().length() <= ENVIRONMENT_VALUE_LENGTH_MAX
                            && variable.getValue().indexOf('\0') < 0,
                    at,
                    "has at most " + ENVIRONMENT_VALUE_LENGTH_MAX + " characters, none of them NUL");
        });
    }

    private void logs(LogPolicy logs) {
        require(
                logs.fileBytesMax() >= LOG_FILE_BYTES_LEAST && logs.fileBytesMax() <= LOG_FILE_BYTES_MAX,
                "logs.file_bytes_max",
                "is 4 KiB to 10 GiB, not " + logs.fileBytesMax());
        require(
                logs.backups() >= 0 && logs.backups() <= LOG_BACKUPS_MAX,
                "logs.backups",
                "are 0 to " + LOG_BACKUPS_MAX + ", not " + logs.backups());
    }

    private void fetch(List<Artifact> artifacts) {
        require(
                artifacts.size() <= ARTIFACTS_MAX,
                "fetch",
                "has at most " + ARTIFACTS_MAX + " artifacts, not " + artifacts.size());
        for (int i = 0; i < Math.min(artifacts.size(), ARTIFACTS_MAX); i++) {
            var artifact = artifacts.get(i);
            var at = "fetch[" + i + "].";
            require(
                    artifact.uri().length() <= URI_LENGTH_MAX
                            && artifact.uri().chars().noneMatch(Character::isISOControl)
                            && FETCHED.matcher(artifact.uri()).matches(),
                    at + "uri",
                    "is an http, https or file address, or an absolute path, of at most " + URI_LENGTH_MAX
                            + " characters");
            require(
                    isInside(artifact.fileName()),
                    at + "output_file",
                    artifact.outputFile().isEmpty()
                            ? "is missing: the address ends in no name of a file"
                            : "is a path that stays in the sandbox, of at most " + OUTPUT_FILE_LENGTH_MAX
                                    + " characters; not \"" + artifact.outputFile() + "\"");
            require(
                    SHA256.matcher(artifact.sha256()).matches(),
                    at + "sha256",
                    "has 64 hexadecimal digits in lower case");
        }
    }

    private void container(Container container) {
        require(container.hasImage() || !container.volumes().isEmpty(), "container", "has an image, volumes or both");
        require(
                !container.hasImage() || ImageName.parse(container.image()).isPresent(),
                "container.image",
                "is " + ImageName.RULE + "; not \"" + container.image() + "\"");
        problems.addAll(VolumeCheck.check(container, path + ".container.volumes"));
    }

    private static boolean isInside(String path) {
        return !path.isBlank()
                && path.length() <= OUTPUT_FILE_LENGTH_MAX
                && !path.startsWith("/")
                && path.chars().noneMatch(Character::isISOControl)
                && !List.of(path.split("/", -1)).contains("..")
                && !path.equals(".");
    }

    private void requireNotNegative(int value, String at, String note) {
        require(value >= 0, at, "is 0 or more, not " + value + "; " + note);
    }

    private void requirePositive(long milli, String at, String unit) {
        require(milli > 0, at, "is missing: a task asks for more than 0 " + unit);
    }

    private void require(boolean holds, String at, String otherwise) {
        if (!holds) {
            add(at, otherwise);
        }
    }

    private void add(String at, String message) {
        problems.add(new Problem(path + "." + at, message));
    }

    private static boolean isWithin(Duration duration, Duration max) {
        return !duration.isNegative() && duration.compareTo(max) <= 0;
    }

    /** {@link #isName} in words. */
    static String nameRule() {
        return "1 to " + NAME_LENGTH_MAX + " letters, digits, '_', '-' and '.'";
    }
}
