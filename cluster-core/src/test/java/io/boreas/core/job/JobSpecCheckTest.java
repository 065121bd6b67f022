package io.boreas.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.JobKey;
import io.boreas.core.task.Problem;
import io.boreas.core.task.ProcessSpec;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobSpecCheckTest {
    private static final SortedMap<String, Constraint> NO_CONSTRAINTS = new TreeMap<>();
    private static final SortedMap<String, String> NO_METADATA = new TreeMap<>();

    private static JobSpec job(
            JobKey key,
            int instances,
            int maxTaskFailures,
            Map<String, Constraint> constraints,
            String contact,
            Map<String, String> metadata) {
        return new JobSpec(
                key,
                JobKind.AD_HOC,
                instances,
                Specs.task(ProcessSpec.of("run", "true")),
                new TreeMap<>(constraints),
                0,
                maxTaskFailures,
                contact,
                new TreeMap<>(metadata));
    }

    private static JobSpec job(int instances, int maxTaskFailures) {
        return job(Specs.KEY, instances, maxTaskFailures, NO_CONSTRAINTS, "", NO_METADATA);
    }

    private static JobSpec constrained(String attribute, Constraint constraint) {
        return job(Specs.KEY, 1, 1, Map.of(attribute, constraint), "", NO_METADATA);
    }

    private static JobSpec described(String key, String value) {
        return job(Specs.KEY, 1, 1, NO_CONSTRAINTS, "", Map.of(key, value));
    }

    private static Constraint values(String... values) {
        return new Constraint.Values(false, new TreeSet<>(Set.of(values)));
    }

    static Stream<Arguments> badJobs() {
        var many = IntStream.range(0, 300).boxed().collect(Collectors.toMap(i -> "k" + i, i -> ""));
        var limits = IntStream.range(0, 101)
                .boxed()
                .collect(Collectors.<Integer, String, Constraint>toMap(i -> "k" + i, i -> new Constraint.Limit(1)));
        return Stream.of(
                Arguments.of("instances are 1 to 4000, not 0", job(0, 1)),
                Arguments.of("instances are 1 to 4000, not 4001", job(4_001, 1)),
                Arguments.of("max_task_failures is 0 or more, or -1 for any number, not -2", job(1, -2)),
                Arguments.of(
                        "role names a role for resources: role: found \"-x\"",
                        job(new JobKey("-x", "prod", "web"), 1, 1, NO_CONSTRAINTS, "", NO_METADATA)),
                Arguments.of(
                        "contact has at most 1024 characters",
                        job(Specs.KEY, 1, 1, NO_CONSTRAINTS, "x".repeat(1_025), NO_METADATA)),
                Arguments.of("constraints.  names an attribute", constrained(" ", values("a"))),
                Arguments.of("constraints.rack has values of 1 to 255", constrained("rack", values("a", ""))),
                Arguments.of("constraints are at most 100, not 101", job(Specs.KEY, 1, 1, limits, "", NO_METADATA)),
                Arguments.of("metadata.a has at most 4096", described("a", "x".repeat(4_097))),
                Arguments.of("metadata. has a key of 1 to 255", described("", "x")),
                Arguments.of(
                        "metadata has at most 256 pairs, not 300", job(Specs.KEY, 1, 1, NO_CONSTRAINTS, "", many)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badJobs")
    void eachRuleHasItsProblem(String expected, JobSpec job) {
        assertThat(JobSpecCheck.check(job))
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .startsWith(expected);
    }

    @Test
    void goodJobsHaveNoProblem() {
        assertThat(JobSpecCheck.check(Specs.service(4_000))).isEmpty();
        assertThat(JobSpecCheck.check(Specs.adHoc(1, -1))).isEmpty();
        assertThat(JobSpecCheck.check(constrained("rack", new Constraint.Limit(1))))
                .isEmpty();
    }

    @Test
    void problemsOfTheTaskAreAmongThoseOfTheJob() {
        var job = new JobSpec(
                Specs.KEY,
                JobKind.SERVICE,
                0,
                Specs.task(ProcessSpec.of("run", "")),
                NO_CONSTRAINTS,
                0,
                1,
                "",
                NO_METADATA);

        assertThat(JobSpecCheck.check(job))
                .extracting(Problem::path)
                .containsExactly("instances", "task.processes[0].cmdline");
    }
}
