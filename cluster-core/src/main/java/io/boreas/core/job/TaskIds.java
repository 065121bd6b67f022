package io.boreas.core.job;

import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import java.util.UUID;

/**
 * How the runs of one job are named: {@code role-env-name-instance-uuid}, where what is not a letter, digit, {@code _} or {@code -} becomes
 * {@code -}. Source: Aurora's {@code TaskIdGenerator}.
 *
 * <p>The UUID is not drawn but computed from the job's seed and the number of the run, so that replay makes the same ids.
 *
 * @param prefix {@code role-env-name}, cleaned, and not yet cut to what an id may have
 * @param seed drawn when the job was created
 */
record TaskIds(String prefix, long seed) {
    /** 2^64 divided by the golden ratio, odd. Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators". */
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private static final long VERSION_MASK = 0xf000L;
    private static final long VERSION = 0x8000L;
    private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** Those of a job of this seed. */
    static TaskIds of(JobKey job, long seed) {
        return new TaskIds(clean(job.role() + "-" + job.environment() + "-" + job.name()), seed);
    }

    /** The id of the run of this number, counted from 0. */
    TaskId id(int instance, long run) {
        var suffix = "-" + instance + "-" + uuid(seed, run);
        int room = TaskId.LENGTH_MAX - suffix.length();
        return new TaskId((prefix.length() > room ? prefix.substring(0, room) : prefix) + suffix);
    }

    /**
     * Two outputs of SplitMix64, the second from a mixed seed, so that two seeds whose sequences overlap do not give one UUID twice;
     * marked as a UUID of a make of one's own (version 8). Source: RFC 9562, section 5.8.
     */
    private static UUID uuid(long seed, long run) {
        long high = mix(seed + GOLDEN_GAMMA * (2 * run + 1));
        long low = mix(mix(seed) + GOLDEN_GAMMA * (2 * run + 2));
        return new UUID((high & ~VERSION_MASK) | VERSION, (low & ~VARIANT_MASK) | VARIANT);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static String clean(String name) {
        var cleaned = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            cleaned.append(word ? c : '-');
        }
        return cleaned.toString();
    }
}
