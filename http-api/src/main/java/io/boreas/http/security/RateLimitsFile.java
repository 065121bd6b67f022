package io.boreas.http.security;

import io.boreas.http.mesos.limit.RateLimits;
import io.boreas.http.mesos.limit.RateLimitsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code boreas.http.mesos.rate-limits}: a file of Mesos's rate limits. */
public final class RateLimitsFile {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimitsFile.class);
    private static final String SETTING = "boreas.http.mesos.rate-limits";

    private RateLimitsFile() {}

    /**
     * Its limits; without a file there are none. Says in the log what of them does not count.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    public static RateLimits read(Optional<Path> named) {
        if (named.isEmpty()) {
            return RateLimits.NONE;
        }
        var file = named.get();
        RateLimits limits;
        try {
            limits = RateLimitsReader.read(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(SETTING + " names " + file + ", which cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SETTING + " names " + file + ": " + e.getMessage(), e);
        }
        var idle = new ArrayList<String>();
        limits.principals().forEach((principal, limit) -> {
            if (limit.isIdle()) {
                idle.add("the capacity of '" + principal + "'");
            }
        });
        if (limits.others().isIdle()) {
            idle.add("aggregate_default_capacity");
        }
        if (!idle.isEmpty()) {
            LOG.warn("{} names {}: {} without a qps limits nothing", SETTING, file, String.join(", ", idle));
        }
        return limits;
    }
}
