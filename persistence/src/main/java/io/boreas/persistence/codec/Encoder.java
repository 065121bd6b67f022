package io.boreas.persistence.codec;

import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;

/**
 * Writes one message of the domain: its fields, and the dictionary of what they refer to. Equal messages become equal bytes.
 * Not thread-safe; one message each.
 */
final class Encoder {
    private static final int STRINGS = 1;
    private static final int JOBS = 2;
    private static final int RESOURCES = 3;
    private static final int SPECS = 4;
    private static final int CAUSES = 5;

    private final ProtoWriter body;
    private final ProtoWriter strings = new ProtoWriter(256);
    private final ProtoWriter jobs = new ProtoWriter(32);
    private final ProtoWriter resources = new ProtoWriter(32);
    private final ProtoWriter specs = new ProtoWriter(64);
    private final ProtoWriter causes = new ProtoWriter(32);

    private final IndexTable<String> stringIndexes = new IndexTable<>();
    private final IndexTable<JobKey> jobIndexes = new IndexTable<>();
    private final IndexTable<Resources> resourcesIndexes = new IndexTable<>();
    private final IndexTable<TaskSpec> specIndexes = new IndexTable<>();
    private final IndexTable<Cause> causeIndexes = new IndexTable<>();

    /** Specifications met before, for to hash one by value is slow. */
    private final IdentityHashMap<TaskSpec, Integer> specsMet = new IdentityHashMap<>(4);

    private ProtoWriter out;
    private boolean hasBase;
    private long baseMillis;

    /** An encoder whose moments count from the first one it writes. */
    Encoder(int capacity) {
        body = new ProtoWriter(capacity);
        out = body;
    }

    /** An encoder whose moments count from this one. */
    Encoder(int capacity, Instant base) {
        this(capacity);
        hasBase = true;
        baseMillis = base.toEpochMilli();
    }

    /** From when moments count, in milliseconds since 1970-01-01T00:00:00Z; 0 if there is none. */
    long baseMillis() {
        return baseMillis;
    }

    void number(int field, long value) {
        out.number(field, value);
    }

    void present(int field, long value) {
        out.present(field, value);
    }

    void signed(int field, long value) {
        out.signed(field, value);
    }

    void flag(int field, boolean value) {
        out.number(field, value ? 1 : 0);
    }

    void fixed(int field, long value) {
        out.fixed(field, value);
    }

    void bytes(int field, byte[] value) {
        if (value.length > 0) {
            out.bytes(field, value);
        }
    }

    void packed(long value) {
        out.packed(value);
    }

    int begin(int field) {
        return out.begin(field);
    }

    void end(int mark) {
        out.end(mark);
    }

    /** A string that is not in the dictionary. */
    void string(int field, String value) {
        out.string(field, value);
    }

    /** A string, by its index. */
    void text(int field, String value) {
        out.number(field, index(value));
    }

    /** A length of time. */
    void duration(int field, Duration value) {
        out.number(field, value.toNanos());
    }

    /** A moment; what is finer than a millisecond is dropped. */
    void moment(int field, Instant value) {
        out.signed(field, sinceBase(value));
    }

    /** A moment, unless it is the epoch, which stands for none. */
    void momentIfAny(int field, Instant value) {
        if (!value.equals(Instant.EPOCH)) {
            out.present(field, ProtoWriter.zigzag(sinceBase(value)));
        }
    }

    void job(int field, JobKey key) {
        out.number(field, index(key));
    }

    void resources(int field, Resources value) {
        out.number(field, index(value));
    }

    void spec(int field, TaskSpec value) {
        out.number(field, index(value));
    }

    void cause(int field, Cause value) {
        out.number(field, index(value));
    }

    /** The index of a string. */
    int index(String value) {
        if (value.isEmpty()) {
            return 0;
        }
        int index = stringIndexes.index(value);
        if (index < 0) {
            strings.string(STRINGS, value);
        }
        return Math.abs(index);
    }

    private int index(JobKey key) {
        int index = jobIndexes.index(key);
        if (index < 0) {
            int role = index(key.role());
            int environment = index(key.environment());
            int name = index(key.name());
            int mark = jobs.begin(JOBS);
            jobs.number(1, role);
            jobs.number(2, environment);
            jobs.number(3, name);
            jobs.end(mark);
        }
        return Math.abs(index);
    }

    private int index(Resources value) {
        if (value.isEmpty()) {
            return 0;
        }
        int index = resourcesIndexes.index(value);
        if (index < 0) {
            var back = out;
            out = resources;
            ResourceValues.write(this, RESOURCES, value);
            out = back;
        }
        return Math.abs(index);
    }

    private int index(TaskSpec value) {
        var met = specsMet.get(value);
        if (met != null) {
            return met;
        }
        int index = specIndexes.index(value);
        if (index < 0) {
            var back = out;
            out = specs;
            SpecValues.write(this, SPECS, value);
            out = back;
        }
        specsMet.put(value, Math.abs(index));
        return Math.abs(index);
    }

    private int index(Cause value) {
        if (value.equals(Cause.SYSTEM)) {
            return 0;
        }
        int index = causeIndexes.index(value);
        if (index < 0) {
            int command = index(value.command());
            int principal = index(value.principal());
            int mark = causes.begin(CAUSES);
            causes.number(1, command);
            causes.number(2, principal);
            causes.end(mark);
        }
        return Math.abs(index);
    }

    private long sinceBase(Instant value) {
        long millis = value.toEpochMilli();
        if (!hasBase) {
            hasBase = true;
            baseMillis = millis;
        }
        return millis - baseMillis;
    }

    /**
     * The whole message.
     *
     * @param head fields before the dictionary
     * @param dictionary the dictionary's field
     */
    byte[] toBytes(ProtoWriter head, int dictionary) {
        int length = strings.size() + jobs.size() + resources.size() + specs.size() + causes.size();
        var whole = new ProtoWriter(head.size() + length + body.size() + 16);
        whole.append(head);
        if (length > 0) {
            whole.header(dictionary, length);
            whole.append(strings);
            whole.append(jobs);
            whole.append(resources);
            whole.append(specs);
            whole.append(causes);
        }
        whole.append(body);
        return whole.toBytes();
    }
}
