package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.Probe;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.Container;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.Volume;
import io.boreas.http.boreas.JobSpecJson;
import io.boreas.http.json.Json;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JobSpecJsonTest {
    private static final String FULL = """
            {"role": "www-data", "environment": "devel", "name": "web", "kind": "ad_hoc", "instances": 3,
             "contact": "ops@example.org", "priority": 7, "max_task_failures": -1,
             "constraints": {"rack": "limit:1", "zone": "a,b", "host": "!bad"},
             "metadata": {"team": "web", "tier": 1},
             "bind": {"version": "1.2", "profile.port": 80, "n": 2},
             "task": {"name": "web-{{version}}",
                      "processes": [
                        {"name": "install", "cmdline": "install {{version}}"},
                        {"name": "serve", "cmdline": "serve {{thermos.ports[http]}} {{profile.port}}", "max_failures": 0,
                         "daemon": true, "min_duration": "500ms"},
                        {"name": "log", "cmdline": "log", "ephemeral": true},
                        {"name": "tidy", "cmdline": "docker ps --format {{.Names}}", "final": true}],
                      "order": [["install", "serve"]],
                      "resources": {"cpus": "0.5", "mem": "1.5GB", "disk": 64, "gpus": 1},
                      "limits": {"cpus": 2.5, "mem": "unlimited"},
                      "rlimits": {"nofile": "4096", "core": 0, "stack": {"soft": 8388608, "hard": "unlimited"}},
                      "capabilities": {"effective": [], "bounding": ["net_raw", "chown"]},
                      "ports": ["admin"], "max_failures": "{{n}}", "max_concurrency": 4, "finalization_wait": "45s",
                      "max_completion_time": "1.5h",
                      "user": "nobody", "environment": {"PORT": "{{thermos.ports[health]}}", "V": "{{version}}"},
                      "logs": {"size": "1MB", "backups": 2},
                      "fetch": [{"uri": "https://x/app.tgz", "cache": true}, {"uri": "/opt/run", "output_file": "run"}],
                      "container": {"image": "team/app:1", "volumes": [
                        {"container_path": "/srv/data", "host": "/srv/{{version}}", "read_only": true},
                        {"container_path": "cache", "sandbox": "kept/cache"},
                        {"container_path": "/tmp", "tmpfs": "64MB"},
                        {"container_path": "/run/key", "secret": "db"}]},
                      "lifecycle": {"http": {"port": "stop", "graceful_shutdown_endpoint": "/quit", "shutdown_endpoint": "/abort",
                        "graceful_shutdown_wait": "1500ms", "shutdown_wait": 7}}}}
            """;

    @Test
    void everyFieldIsRead() {
        var spec = read(FULL);

        assertThat(spec.key()).hasToString("www-data/devel/web");
        assertThat(spec.kind()).isEqualTo(JobKind.AD_HOC);
        assertThat(spec.instances()).isEqualTo(3);
        assertThat(spec.contact()).isEqualTo("ops@example.org");
        assertThat(spec.priority()).isEqualTo(7);
        assertThat(spec.maxTaskFailures()).isEqualTo(-1);
        assertThat(spec.constraints().get("rack")).isEqualTo(new Constraint.Limit(1));
        assertThat(spec.constraints().get("zone"))
                .isEqualTo(new Constraint.Values(false, new TreeSet<>(List.of("a", "b"))));
        assertThat(spec.constraints().get("host"))
                .isEqualTo(new Constraint.Values(true, new TreeSet<>(List.of("bad"))));
        assertThat(spec.metadata()).containsEntry("team", "web").containsEntry("tier", "1");
        var task = spec.task();
        assertThat(task.name()).isEqualTo("web-1.2");
        assertThat(task.processes().get(0).cmdline()).isEqualTo("install 1.2");
        assertThat(task.processes().get(1).cmdline()).isEqualTo("serve {{thermos.ports[http]}} 80");
        assertThat(task.processes().get(1).minDuration()).isEqualTo(Duration.ofMillis(500));
        assertThat(task.processes().get(1).daemon()).isTrue();
        assertThat(task.processes().get(2).ephemeral()).isTrue();
        assertThat(task.processes().get(3).isFinal()).isTrue();
        assertThat(task.processes().get(3).cmdline()).isEqualTo("docker ps --format {{.Names}}");
        assertThat(task.order()).containsExactly(new TaskSpec.Order("install", "serve"));
        assertThat(task.resources().cpusMilli()).isEqualTo(500);
        assertThat(task.resources().memMilli()).isEqualTo(1_536_000);
        assertThat(task.resources().diskMilli()).isEqualTo(64_000);
        assertThat(task.resources().gpusMilli()).isEqualTo(1_000);
        assertThat(task.limits())
                .contains(new ResourceLimits(Optional.of(new Limit(2_500)), Optional.of(Limit.UNLIMITED)));
        assertThat(task.rlimits())
                .containsExactly(
                        entry("core", new Rlimit(0, 0)),
                        entry("nofile", new Rlimit(4_096, 4_096)),
                        entry("stack", new Rlimit(8 << 20, Rlimit.UNLIMITED)));
        assertThat(task.capabilities())
                .contains(new Capabilities(
                        Optional.of(Collections.emptySortedSet()),
                        Optional.of(new TreeSet<>(List.of("chown", "net_raw")))));
        assertThat(task.ports()).containsExactly("admin", "health", "http", "stop");
        assertThat(task.maxFailures()).isEqualTo(2);
        assertThat(task.maxConcurrency()).isEqualTo(4);
        assertThat(task.finalizationWait()).isEqualTo(Duration.ofSeconds(45));
        assertThat(task.maxCompletionTime()).contains(Duration.ofMinutes(90));
        assertThat(task.user()).isEqualTo("nobody");
        assertThat(task.environment()).containsEntry("V", "1.2");
        assertThat(task.logs()).isEqualTo(new LogPolicy(1 << 20, 2));
        assertThat(task.fetch())
                .containsExactly(
                        new Artifact("https://x/app.tgz", false, true, true, "", ""),
                        new Artifact("/opt/run", false, true, false, "run", ""));
        assertThat(task.container())
                .contains(new Container(
                        "team/app:1",
                        List.of(
                                new Volume("/srv/data", true, new Volume.Source.Host("/srv/1.2")),
                                new Volume("cache", false, new Volume.Source.Sandbox("kept/cache")),
                                new Volume("/tmp", false, new Volume.Source.Memory(64 << 20)),
                                new Volume("/run/key", true, new Volume.Source.Secret("db")))));
        assertThat(task.lifecycle())
                .contains(
                        new HttpLifecycle("stop", "/quit", "/abort", Duration.ofMillis(1_500), Duration.ofSeconds(7)));
    }

    @Test
    void howATaskIsAskedToEndHasAurorasDefaults() {
        var task = read("""
                {"role": "r", "environment": "devel",
                 "task": {"processes": [{"name": "p", "cmdline": "true"}],
                          "resources": {"cpus": 1, "mem": "128MB", "disk": "1GB"},
                          "lifecycle": {"http": {}}}}
                """).task();

        assertThat(task.lifecycle())
                .contains(new HttpLifecycle(
                        "health", "/quitquitquit", "/abortabortabort", Duration.ofSeconds(5), Duration.ofSeconds(5)));
        assertThat(task.ports()).containsExactly("health");
    }

    @Test
    void aLimitIsAnAmountAsResourcesHaveThem() {
        var spec = read("""
                {"role": "r", "environment": "devel",
                 "task": {"processes": [{"name": "p", "cmdline": "true"}],
                          "resources": {"cpus": 1, "mem": "128MB", "disk": "1GB"},
                          "limits": {"mem": "0.5GB"}}}
                """);

        assertThat(spec.task().limits())
                .contains(new ResourceLimits(Optional.empty(), Optional.of(new Limit(512_000))));
        assertThat(JobSpecJson.read(Json.bytes(out -> JobSpecJson.write(spec, out))))
                .isEqualTo(spec);
    }

    @Test
    void whatIsLeftOutHasAurorasDefaults() {
        var spec = read("""
                {"role": "r", "environment": "devel",
                 "task": {"processes": [{"name": "p", "cmdline": "true"}],
                          "resources": {"cpus": 1, "mem": "128MB", "disk": "1GB"}}}
                """);

        assertThat(spec.key().name()).isEqualTo("p");
        assertThat(spec.kind()).isEqualTo(JobKind.SERVICE);
        assertThat(spec.instances()).isEqualTo(1);
        assertThat(spec.maxTaskFailures()).isEqualTo(1);
        assertThat(spec.task().maxFailures()).isEqualTo(1);
        assertThat(spec.task().maxConcurrency()).isZero();
        assertThat(spec.task().finalizationWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(spec.task().maxCompletionTime()).isEmpty();
        assertThat(spec.task().rlimits()).isEmpty();
        assertThat(spec.task().logs()).isEqualTo(LogPolicy.DEFAULT);
        assertThat(spec.task().processes().getFirst().minDuration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.task().processes().getFirst().maxFailures()).isEqualTo(1);
    }

    private static String withHealth(String health) {
        return """
                {"role": "r", "environment": "devel",
                 "task": {"processes": [{"name": "p", "cmdline": "true"}], "health": %s,
                          "resources": {"cpus": 1, "mem": "128MB", "disk": "1GB"}}}
                """.formatted(health);
    }

    @Test
    void aHealthCheckHasAurorasDefaultsAndThePortItAsks() {
        var task = read(withHealth("{}")).task();

        assertThat(task.ports()).containsExactly("health");
        assertThat(task.health())
                .contains(new HealthCheck(
                        new Probe.Http(false, false, "health", "/health", "ok", 0),
                        new HealthCheck.Rules.Gate(Duration.ofSeconds(15), 0, 1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'http': {'port': 'http', 'endpoint': '/up', 'expected_response': '', 'expected_response_code': 204}}",
                "{'shell': 'curl localhost:{{thermos.ports[admin]}}', 'interval': '500ms', 'timeout': '2s'}",
                "{'tcp': {'port': 'x'}, 'initial_interval': 0, 'max_consecutive_failures': 3, 'min_consecutive_successes': 2}"
            })
    void aHealthCheckIsWrittenAndReadAsTheSame(String health) {
        var spec = read(withHealth(health.replace('\'', '"')));

        assertThat(spec.task().health()).isPresent();
        assertThat(JobSpecJson.read(Json.bytes(out -> JobSpecJson.write(spec, out))))
                .isEqualTo(spec);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"shell\": \"x\", \"tcp\": {}}                  | task.health.http | only one",
                "{\"shell\": \"{{thermos.cluster}}\"}             | task.health.shell | refers to",
                "{\"http\": {\"endpoint\": \"health\"}}           | task.health.http.endpoint | begins with '/'",
                "{\"http\": {\"expected_response_code\": 99}}     | task.health.http.expected_response_code | 100 to 599",
                "{\"interval\": \"10ms\"}                         | task.health.interval | 100 ms to 1 h",
                "{\"timeout\": 0}                                 | task.health.timeout | 1 ms to 1 h",
                "{\"min_consecutive_successes\": 0}               | task.health.min_consecutive_successes | 1 to 10000",
                "{\"grace\": 1}                                   | task.health.grace | known are http"
            })
    void aBadHealthCheckIsRefused(String health, String path, String message) {
        var refused = catchThrowableOfType(ProblemException.class, () -> read(withHealth(health)));

        assertThat(refused.problem().problems()).anySatisfy(found -> {
            assertThat(found.path()).isEqualTo(path);
            assertThat(found.message()).contains(message);
        });
    }

    @Test
    void whatIsWrittenIsReadAsTheSameJob() {
        var spec = read(FULL);

        assertThat(JobSpecJson.read(Json.bytes(out -> JobSpecJson.write(spec, out))))
                .isEqualTo(spec);
    }

    @ParameterizedTest(name = "{0} => {1} {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"kind\": \"service\"; \"kind\": \"cron\"; kind; service or ad_hoc",
                "\"kind\": \"service\"; \"cron_schedule\": \"* * * * *\"; cron_schedule; known are role, environment",
                "\"instances\": 2; \"instances\": 0; instances; are 1 to 4000",
                "\"instances\": 2; \"instances\": 4001; instances; are 1 to 4000",
                "\"instances\": 2; \"instances\": \"2\"; instances; whole number",
                "\"instances\": 2; \"instances\": 1.5; instances; whole number",
                "\"instances\": 2; \"instances\": null; instances; leave it out",
                "\"instances\": 2; \"instances\": 99999999999; instances; whole number",
                "\"role\": \"r\"; \"role\": \"a/b\"; role; letters, digits",
                "\"role\": \"r\"; \"role\": 5; role; is a text, not 5",
                "\"role\": \"r\",; ; role; is missing",
                "\"environment\": \"devel\"; \"environment\": \"..\"; environment; letters, digits",
                "\"kind\": \"service\"; \"constraints\": {\"rack\": \"limit:0\"}; constraints.rack; limit:N",
                "\"kind\": \"service\"; \"constraints\": {\"rack\": \"limit:x\"}; constraints.rack; limit:N",
                "\"kind\": \"service\"; \"constraints\": {\"rack\": \"a,,b\"}; constraints.rack; values",
                "\"kind\": \"service\"; \"constraints\": {\"rack\": [\"a\"]}; constraints.rack; is a text, not a list",
                "\"kind\": \"service\"; \"constraints\": []; constraints; is an object, not a list",
                "\"kind\": \"service\"; \"max_task_failures\": -2; max_task_failures; or -1 for any number",
                "\"kind\": \"service\"; \"priority\": \"high\"; priority; whole number",
                "\"cpus\": 1; \"cpus\": -1; task.resources.cpus; not negative",
                "\"cpus\": 1; \"cpus\": 0; task.resources.cpus; more than 0",
                "\"cpus\": 1; \"cpus\": 0.0001; task.resources.cpus; at least 0.001",
                "\"cpus\": 1; \"cpus\": 1e30; task.resources.cpus; number",
                "\"cpus\": 1; \"cpus\": \"many\"; task.resources.cpus; number",
                "\"cpus\": 1; \"cpus\": true; task.resources.cpus; number",
                "\"cpus\": 1,; ; task.resources.cpus; missing",
                "\"mem\": 128; \"mem\": \"-5MB\"; task.resources.mem; not negative",
                "\"mem\": 128; \"mem\": \"5XB\"; task.resources.mem; no unit",
                "\"mem\": 128; \"mem\": 1e13; task.resources.mem; at most",
                "\"mem\": 128; \"memory\": 128; task.resources.memory; known are cpus, mem, disk, gpus",
                "\"disk\": 16; \"disk\": 16, \"gpus\": 0.5; task.resources.gpus; whole number",
                "\"cmdline\": \"true\"; \"cmdlin\": \"true\"; task.processes[0].cmdlin; known are name, cmdline",
                "\"cmdline\": \"true\"; \"cmdline\": \"\"; task.processes[0].cmdline; empty",
                "\"cmdline\": \"true\"; \"cmdline\": \"{{who}}\"; task.processes[0].cmdline; {{who}}, which is not bound",
                "\"cmdline\": \"true\"; \"cmdline\": \"{{thermos.pid}}\"; task.processes[0].cmdline; thermos.pid",
                "\"cmdline\": \"true\"; \"cmdline\": \"true\", \"daemon\": 1; task.processes[0].daemon; true or false",
                "\"cmdline\": \"true\"; \"cmdline\": \"true\", \"max_failures\": -1; task.processes[0].max_failures; 0 or more",
                "\"cmdline\": \"true\"; \"cmdline\": \"true\", \"min_duration\": \"2h\"; task.processes[0].min_duration; 1 h",
                "\"cmdline\": \"true\"; \"cmdline\": \"true\", \"min_duration\": \"5x\"; task.processes[0].min_duration; no unit",
                "\"name\": \"p\"; \"name\": \"p/q\"; task.processes[0].name; letters, digits",
                "\"order\": []; \"order\": [[\"p\"]]; task.order[0]; at least two",
                "\"order\": []; \"order\": [[\"p\", \"q\"]]; task.order; q",
                "\"order\": []; \"order\": [\"p\"]; task.order[0]; list of texts",
                "\"order\": []; \"ports\": [\"a b\"]; task.ports; a b",
                "\"order\": []; \"ports\": \"http\"; task.ports; is a list",
                "\"order\": []; \"finalization_wait\": 61; task.finalization_wait; 60 s",
                "\"order\": []; \"environment\": {\"A B\": \"\"}; task.environment.A B; variable",
                "\"order\": []; \"logs\": {\"size\": 1}; task.logs.size; 4 KiB",
                "\"order\": []; \"fetch\": [{\"uri\": \"gopher://x\"}]; task.fetch[0].uri; http",
                "\"order\": []; \"container\": {\"image\": \"Not A Name\"}; task.container.image; in lower case",
                "\"order\": []; \"container\": {}; task.container; image, volumes or both",
                "\"order\": []; \"container\": {\"volume\": 1}; task.container.volume; known are image, volumes",
                "\"order\": []; \"container\": {\"volumes\": [{\"host\": \"/x\"}]}; task.container.volumes[0].container_path; missing",
                "\"order\": []; \"container\": {\"volumes\": [{\"container_path\": \"x\"}]}; task.container.volumes[0].host; or one of",
                "\"order\": []; \"container\": {\"volumes\": [{\"container_path\": \"x\", \"host\": \"/x\", \"tmpfs\": 1}]}; task.container.volumes[0].host; no other",
                "\"order\": []; \"container\": {\"volumes\": [{\"container_path\": \"/proc\", \"tmpfs\": \"1MB\"}]}; task.container.volumes[0].container_path; /proc",
                "\"order\": []; \"container\": {\"volumes\": [{\"container_path\": \"x\", \"secret\": \"../x\"}]}; task.container.volumes[0].secret; letters",
                "\"order\": []; \"container\": {\"volumes\": [{\"container_path\": \"x\", \"secret\": \"x\", \"read_only\": false}]}; task.container.volumes[0].read_only; nobody writes",
                "\"order\": []; \"fetch\": [{\"uri\": \"http://x\"}]; task.fetch[0].output_file; missing",
                "\"order\": []; \"fetch\": [{\"uri\": \"/x\", \"output_file\": \"../x\"}]; task.fetch[0].output_file; stays in",
                "\"order\": []; \"fetch\": [{\"uri\": \"/x\", \"sha256\": \"ABC\"}]; task.fetch[0].sha256; 64",
                "\"order\": []; \"logs\": {\"file\": 1}; task.logs.file; known are size, backups",
                "\"order\": []; \"user\": \"a b\"; task.user; account",
                "\"order\": []; \"limits\": {}; task.limits; cpus, mem or both",
                "\"order\": []; \"limits\": 2; task.limits; is an object",
                "\"order\": []; \"limits\": {\"cpus\": 0.999}; task.limits.cpus; no less than the task's resources, which are 1",
                "\"order\": []; \"limits\": {\"mem\": \"127MB\"}; task.limits.mem; no less than the task's resources, which are 128",
                "\"order\": []; \"limits\": {\"cpus\": -2}; task.limits.cpus; not negative",
                "\"order\": []; \"limits\": {\"cpus\": \"Unlimited\"}; task.limits.cpus; is a number",
                "\"order\": []; \"limits\": {\"cpus\": \"2MB\"}; task.limits.cpus; no unit",
                "\"order\": []; \"limits\": {\"mem\": true}; task.limits.mem; is a number of MB",
                "\"order\": []; \"limits\": {\"mem\": null}; task.limits.mem; leave it out",
                "\"order\": []; \"limits\": {\"disk\": 64}; task.limits.disk; known are cpus, mem",
                "\"order\": []; \"rlimits\": 1; task.rlimits; is an object",
                "\"order\": []; \"rlimits\": {\"files\": 1}; task.rlimits.files; known are as, core",
                "\"order\": []; \"rlimits\": {\"nofile\": -1}; task.rlimits.nofile; whole number",
                "\"order\": []; \"rlimits\": {\"nofile\": 1.5}; task.rlimits.nofile; whole number",
                "\"order\": []; \"rlimits\": {\"stack\": \"8MB\"}; task.rlimits.stack; whole number",
                "\"order\": []; \"rlimits\": {\"nofile\": null}; task.rlimits.nofile; leave it out",
                "\"order\": []; \"rlimits\": {\"nofile\": {\"soft\": 1}}; task.rlimits.nofile.hard; missing",
                "\"order\": []; \"rlimits\": {\"nofile\": {\"soft\": 2, \"hard\": 1}}; task.rlimits.nofile; above its hard limit of 1",
                "\"order\": []; \"rlimits\": {\"nofile\": {\"soft\": 2, \"most\": 1}}; task.rlimits.nofile.most; known are soft, hard",
                "\"order\": []; \"max_completion_time\": 0; task.max_completion_time; more than 0 s",
                "\"order\": []; \"max_completion_time\": \"366d\"; task.max_completion_time; at most 365 days",
                "\"order\": []; \"max_completion_time\": \"-1s\"; task.max_completion_time; not negative",
                "\"order\": []; \"max_completion_time\": \"soon\"; task.max_completion_time; a number of seconds",
                "\"order\": []; \"max_completion_time\": null; task.max_completion_time; leave it out",
                "\"order\": []; \"lifecycle\": {}; task.lifecycle.http; missing",
                "\"order\": []; \"lifecycle\": {\"http\": {\"port\": \"a b\"}}; task.ports; a b",
                "\"order\": []; \"lifecycle\": {\"http\": {\"shutdown_endpoint\": \"x\"}}; task.lifecycle.http.shutdown_endpoint; begins with",
                "\"order\": []; \"lifecycle\": {\"http\": {\"graceful_shutdown_wait\": 61}}; task.lifecycle.http.graceful_shutdown_wait; 60 s",
                "\"order\": []; \"lifecycle\": {\"http\": {\"path\": \"/\"}}; task.lifecycle.http.path; known are port",
            })
    void whatIsWrongIsToldWithItsPath(String good, String bad, String path, String message) {
        var text = """
                {"role": "r", "environment": "devel", "kind": "service", "instances": 2,
                 "task": {"processes": [{"name": "p", "cmdline": "true"}], "order": [],
                          "resources": {"cpus": 1, "mem": 128, "disk": 16}}}
                """;
        assertThat(text).contains(good);
        read(text);

        var problem = refusal(text.replace(good, bad == null ? "" : bad));

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.type()).isEqualTo("invalid-spec");
        assertThat(problem.problems()).anySatisfy(found -> {
            assertThat(found.path()).startsWith(path);
            assertThat(found.message()).contains(message);
        });
    }

    @Test
    void allFaultsAreToldAtOnce() {
        var problem = refusal(
                "{\"role\": 1, \"environment\": \"e\", \"task\": {\"processes\": [{\"name\": \"p\"}], \"x\": 1}}");

        assertThat(problem.problems().stream().map(fault -> fault.path()))
                .containsExactlyInAnyOrder("role", "task.x", "task.processes[0].cmdline", "task.resources");
    }

    private static JobSpec read(String text) {
        return JobSpecJson.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem refusal(String text) {
        var refused = catchThrowableOfType(ProblemException.class, () -> read(text));
        assertThat(refused).as("%s is refused", text).isNotNull();
        return refused.problem();
    }
}
