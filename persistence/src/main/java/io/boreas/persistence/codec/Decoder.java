package io.boreas.persistence.codec;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one message of the domain, with the dictionary of what its fields refer to. Not thread-safe; one message each. */
final class Decoder extends ProtoReader {
    /** What to do with a field that this version does not know. */
    enum Unknown {
        /** It is an error: in the journal nothing may be passed over. */
        REFUSED,
        /** It is passed over: a peer may be newer. */
        SKIPPED
    }

    /** A longer string is rarely said twice, and would only fill the cache. */
    private static final int SHARED_LENGTH_MAX = 256;

    private final SharedValues shared;
    private final Unknown unknown;
    private final int entriesMax;

    private String[] strings = new String[32];
    private int stringCount = 1;
    private @Nullable TaskId[] tasks = new TaskId[0];
    private @Nullable AgentId[] agents = new AgentId[0];

    private final List<JobKey> jobs = new ArrayList<>();
    private final List<Resources> resources = new ArrayList<>();
    private final List<TaskSpec> specs = new ArrayList<>();
    private final List<Cause> causes = new ArrayList<>();
    private long baseMillis;

    private long lastMillis;
    private Instant lastMoment = Instant.EPOCH;

    /**
     * A decoder at the start of a message.
     *
     * @param entriesMax values its dictionary may have, for two bytes make an entry of a hundred
     */
    Decoder(byte[] bytes, SharedValues shared, Unknown unknown, int entriesMax) {
        super(bytes);
        this.shared = shared;
        this.unknown = unknown;
        this.entriesMax = entriesMax;
        strings[0] = "";
    }

    SharedValues shared() {
        return shared;
    }

    /** Sets from when moments count, in milliseconds since 1970-01-01T00:00:00Z. */
    void base(long millis) {
        baseMillis = millis;
    }

    /** Takes a field that the message of this name does not have in this version. */
    void unknown(String message) {
        switch (unknown) {
            case REFUSED -> throw malformed(message + " has the unknown field " + field() + ", of a later version");
            case SKIPPED -> skip();
        }
    }

    /** What must not be missing. */
    <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw malformed(what + " is missing");
        }
        return value;
    }

    /** Reads the dictionary; everything that refers to it comes behind it. */
    void dictionary() {
        int outer = open();
        for (int entries = 0; next() != 0; entries++) {
            if (entries == entriesMax) {
                throw malformed("a dictionary has more than " + entriesMax + " entries");
            }
            switch (field()) {
                case 1 -> add(string());
                case 2 -> jobs.add(jobKey());
                case 3 -> resources.add(shared.resources.of(ResourceValues.read(this)));
                case 4 -> specs.add(shared.specs.of(SpecValues.read(this)));
                case 5 -> causes.add(causeEntry());
                default -> unknown("Dictionary");
            }
        }
        close(outer);
        tasks = new TaskId[stringCount];
        agents = new AgentId[stringCount];
    }

    /** A string, by its index. */
    String text() {
        return strings[stringIndex()];
    }

    /** A string, by its index in a packed list. */
    String packedText() {
        return strings[stringIndex(packed())];
    }

    /** A string that other messages say too, such as the name of a host. */
    String sharedText() {
        var text = strings[stringIndex()];
        return text.length() > SHARED_LENGTH_MAX ? text : shared.strings.of(text);
    }

    TaskId task() {
        return task(stringIndex());
    }

    /** A task, by the index of its id in a packed list. */
    TaskId packedTask() {
        return task(stringIndex(packed()));
    }

    private TaskId task(int index) {
        // Index 0, the empty id, is refused by TaskId itself.
        var known = index < tasks.length ? tasks[index] : null;
        if (known != null) {
            return known;
        }
        var task = shared.task(strings[index]);
        tasks[index] = task;
        return task;
    }

    AgentId agent() {
        int index = stringIndex();
        var known = index < agents.length ? agents[index] : null;
        if (known != null) {
            return known;
        }
        var agent = shared.agent(strings[index]);
        agents[index] = agent;
        return agent;
    }

    OfferId offer() {
        return new OfferId(text());
    }

    FrameworkId framework() {
        return new FrameworkId(sharedText());
    }

    /** A job, by its index. */
    JobKey job() {
        return entry(jobs, "a job");
    }

    /** Resources, by their index. */
    Resources resources() {
        long index = int64();
        return index == 0 ? Resources.empty() : entry(resources, index, "resources");
    }

    /** A specification, by its index. */
    TaskSpec spec() {
        return entry(specs, "a specification");
    }

    /** A cause, by its index. */
    Cause cause() {
        long index = int64();
        return index == 0 ? Cause.SYSTEM : entry(causes, index, "a cause");
    }

    Duration duration() {
        return Duration.ofNanos(int64());
    }

    Instant moment() {
        return moment(signed());
    }

    /** The moment so many milliseconds after the message's own; that of a field that was not written is at 0. */
    Instant moment(long sinceBase) {
        long millis = baseMillis + sinceBase;
        if (millis != lastMillis) {
            lastMillis = millis;
            lastMoment = Instant.ofEpochMilli(millis);
        }
        return lastMoment;
    }

    private void add(String value) {
        if (stringCount == strings.length) {
            strings = Arrays.copyOf(strings, 2 * stringCount);
        }
        strings[stringCount++] = value;
    }

    private JobKey jobKey() {
        String role = "";
        String environment = "";
        String name = "";
        int outer = open();
        while (next() != 0) {
            switch (field()) {
                case 1 -> role = text();
                case 2 -> environment = text();
                case 3 -> name = text();
                default -> unknown("JobKey");
            }
        }
        close(outer);
        return shared.job(role, environment, name);
    }

    private Cause causeEntry() {
        String command = "";
        String principal = "";
        int outer = open();
        while (next() != 0) {
            switch (field()) {
                case 1 -> command = text();
                case 2 -> principal = sharedText();
                default -> unknown("Cause");
            }
        }
        close(outer);
        return new Cause(command, principal);
    }

    private int stringIndex() {
        return stringIndex(int64());
    }

    private int stringIndex(long index) {
        if (index < 0 || index >= stringCount) {
            throw malformed("no string has the index " + index + " of " + stringCount);
        }
        return (int) index;
    }

    private <T> T entry(List<T> table, String what) {
        return entry(table, int64(), what);
    }

    private <T> T entry(List<T> table, long index, String what) {
        if (index < 1 || index > table.size()) {
            throw malformed("field " + field() + " refers to " + what + " at index " + index + " of " + table.size());
        }
        return table.get((int) index - 1);
    }
}
