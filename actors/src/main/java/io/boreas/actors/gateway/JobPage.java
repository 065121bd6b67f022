package io.boreas.actors.gateway;

import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * One page of the jobs, by key.
 *
 * @param after the page begins behind this key
 * @param limit jobs in it at most, from 1
 */
public record JobPage(
        Optional<String> role, Optional<String> environment, Optional<String> name, Optional<JobKey> after, int limit) {
    public JobPage {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has room for a job at least, not " + limit);
        }
    }

    /** The part of this page that these jobs are. */
    public List<Job> of(NavigableMap<JobKey, Job> jobs) {
        var rest = after.map(key -> jobs.tailMap(key, false)).orElse(jobs);
        return rest.values().stream()
                .filter(job -> takes(job.key()))
                .limit(limit)
                .toList();
    }

    private boolean takes(JobKey key) {
        return role.map(key.role()::equals).orElse(true)
                && environment.map(key.environment()::equals).orElse(true)
                && name.map(key.name()::equals).orElse(true);
    }
}
