package io.boreas.actors.gateway;

import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One page of the jobs, by key.
 *
 * @param after the page begins behind this key
 * @param limit jobs in it at most, from 1
 */
public record JobPage(
        Optional<String> role, Optional<String> environment, Optional<String> name, Optional<JobKey> after, int limit) {
    /** All jobs. */
    public static final JobPage ALL =
            new JobPage(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Integer.MAX_VALUE);

    public JobPage {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has room for a job at least, not " + limit);
        }
    }

    /** The same page from behind this key on. */
    public JobPage behind(JobKey key) {
        return new JobPage(role, environment, name, Optional.of(key), limit);
    }

    /** The part of this page that these jobs are. */
    public Stream<Job> of(NavigableMap<JobKey, Job> jobs) {
        var rest = after.map(key -> jobs.tailMap(key, false)).orElse(jobs);
        return rest.values().stream().filter(job -> takes(job.key())).limit(limit);
    }

    private boolean takes(JobKey key) {
        return role.map(key.role()::equals).orElse(true)
                && environment.map(key.environment()::equals).orElse(true)
                && name.map(key.name()::equals).orElse(true);
    }
}
