package io.boreas.testcluster.bench.cell;

import io.boreas.core.agent.Admission;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Notice;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSettings;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.persistence.codec.GroupCodec;
import io.boreas.persistence.codec.JournalSerializer;
import io.boreas.persistence.history.JournalTarget;
import io.boreas.persistence.history.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes the history of a day: jobs of a hundred instances come, run on agents and finish, over and over, each event decided by the real
 * machines. Half of the events are of jobs, half of agents; a record has those of a crowd of tasks, as on a busy cell.
 */
final class DayOfJobs {
    private static final int JOBS_PER_GROUP = 16;
    private static final int INSTANCES = 100;
    private static final int AGENTS_PER_GROUP = 16;
    private static final int RECORDS_AT_ONCE = 200;
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<TaskState> LIFE =
            List.of(TaskState.STAGING, TaskState.STARTING, TaskState.RUNNING, TaskState.FINISHED);

    private final JournalTarget target;
    private final int groups;
    private final int crowd;
    private final long eventsMin;
    private final GroupCodec codec = new GroupCodec();
    private final List<OfJobs> jobs = new ArrayList<>();
    private final List<OfAgents> agents = new ArrayList<>();
    private final List<StoredRecord> waiting = new ArrayList<>();
    private long events;
    private long records;
    private long bytes;

    /**
     * @param crowd tasks whose events one record has
     * @param eventsMin how many events are written at least
     */
    DayOfJobs(JournalTarget target, int groups, int crowd, long eventsMin) {
        this.target = target;
        this.groups = groups;
        this.crowd = crowd;
        this.eventsMin = eventsMin;
        for (int number = 0; number < groups; number++) {
            jobs.add(new OfJobs(number));
            agents.add(new OfAgents(number));
        }
    }

    /** How much was written. */
    record Written(long records, long events, long bytes) {}

    Written write() {
        agents.forEach(OfAgents::register);
        for (int round = 0; events < eventsMin; round++) {
            for (int i = 0; i < JOBS_PER_GROUP && events < eventsMin; i++) {
                for (int number = 0; number < groups; number++) {
                    jobs.get(number).live(i, round);
                    agents.get(number).live(i, round);
                }
            }
        }
        flush();
        target.finish();
        return new Written(records, events, bytes);
    }

    private Instant now() {
        return START.plus(Duration.ofMillis(events * Duration.ofDays(1).toMillis() / eventsMin));
    }

    private <K extends Comparable<? super K>, S, C, E, R, F> void tell(
            Group<K, S, C, E, R, F> group, int number, K aggregate, C command, long[] sequence) {
        var decided = group.decide(List.of(new Envelope<>(aggregate, command, Cause.SYSTEM)), now());
        if (decided.isEmpty()) {
            throw new IllegalStateException(command.getClass().getSimpleName() + " is answered " + decided.replies());
        }
        group.commit(decided);
        var payload = codec.encode(decided.batch());
        waiting.add(new StoredRecord(
                0,
                decided.batch().kind().persistenceId(number),
                ++sequence[0],
                now().toEpochMilli(),
                JournalSerializer.IDENTIFIER,
                JournalSerializer.BATCH,
                "writer",
                payload));
        records++;
        bytes += payload.length;
        events += decided.batch().events().size();
        if (waiting.size() >= RECORDS_AT_ONCE) {
            flush();
        }
    }

    private void flush() {
        target.append(List.copyOf(waiting));
        waiting.clear();
    }

    /** The so-many-th name of this kind whose group is this one. */
    private String nameIn(int number, String prefix, int wanted) {
        int found = 0;
        for (int i = 0; ; i++) {
            if (GroupKind.groupOf(prefix + i, groups) == number && found++ == wanted) {
                return prefix + i;
            }
        }
    }

    private static TaskSpec task(String name) {
        return new TaskSpec(
                name,
                List.of(ProcessSpec.of("serve", "exec ./serve --instance {{mesos.instance}}")),
                List.of(),
                Resources.plain(10, 16_000, 16_000, Ranges.empty()),
                new TreeSet<>(),
                1,
                0,
                Duration.ofSeconds(30),
                "www-data",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    private static TaskStatus status(TaskState state, Instant at) {
        return TaskStatus.of(state, StatusSource.EXECUTOR, at);
    }

    private final class OfJobs {
        private final int number;
        private final long[] sequence = {0};
        private final List<JobKey> keys = new ArrayList<>();
        private final Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> group =
                new Group<>(GroupKind.JOB, new JobMachine(JobSettings.DEFAULT), 1_000);

        OfJobs(int number) {
            this.number = number;
            for (int i = 0; i < JOBS_PER_GROUP; i++) {
                keys.add(JobKey.parse(nameIn(number, "www-data/prod/service-", i)));
            }
        }

        void live(int which, int round) {
            var key = keys.get(which);
            var spec = new JobSpec(
                    key, JobKind.AD_HOC, INSTANCES, task(key.name()), new TreeMap<>(), 0, 1, "", new TreeMap<>());
            tell(group, number, key, new JobCommand.Create(spec, round), sequence);
            var waits = new ArrayList<InstanceTask>();
            group.find(key).orElseThrow().active().values().forEach(waits::add);
            var agent = new AgentId("agent-" + which);
            for (int from = 0; from < waits.size(); from += crowd) {
                var some = waits.subList(from, Math.min(waits.size(), from + crowd));
                var choices = some.stream()
                        .map(task -> new JobCommand.Choice(task.instance(), task.id(), agent, "host-" + which))
                        .toList();
                tell(group, number, key, new JobCommand.Choose(choices), sequence);
                for (int step = 0; step < LIFE.size(); step++) {
                    var notice = new Notice(step + 1L, status(LIFE.get(step), now()));
                    var told = some.stream()
                            .map(task -> new JobCommand.TaskNotices(
                                    task.instance(), task.id(), agent, List.of(notice), new TreeMap<>()))
                            .toList();
                    tell(group, number, key, new JobCommand.Hear(told), sequence);
                }
            }
        }
    }

    private final class OfAgents {
        private final int number;
        private final long[] sequence = {0};
        private final List<AgentId> ids = new ArrayList<>();
        private final Group<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> group =
                new Group<>(GroupKind.AGENT, new AgentMachine(), 1_000);

        OfAgents(int number) {
            this.number = number;
            for (int i = 0; i < AGENTS_PER_GROUP; i++) {
                ids.add(new AgentId(nameIn(number, "agent-", i)));
            }
        }

        void register() {
            for (var id : ids) {
                var info = new AgentInfo(
                        "host-" + id,
                        5_051,
                        Attributes.parse("rack:r1"),
                        Resources.plain(64_000, 256_000_000, 256_000_000, Ranges.of(31_000, 32_000)),
                        "bench");
                tell(
                        group,
                        number,
                        id,
                        new AgentCommand.Register(new FromAgent.Hello(id, "boot", info, List.of())),
                        sequence);
            }
        }

        void live(int which, int round) {
            var agent = ids.get(which % AGENTS_PER_GROUP);
            var job = new JobKey("www-data", "prod", "service-" + number + "-" + which);
            var spec = task(job.name());
            for (int from = 0; from < INSTANCES; from += crowd) {
                var tasks = new ArrayList<TaskId>();
                var admissions = new ArrayList<Admission>();
                for (int instance = from; instance < Math.min(INSTANCES, from + crowd); instance++) {
                    var task = new TaskId(job.name() + "-" + round + "-" + instance);
                    tasks.add(task);
                    admissions.add(new Admission(task, new Owner.JobInstance(job, instance), spec));
                }
                tell(group, number, agent, new AgentCommand.Admit(admissions), sequence);
                acknowledge(agent, tasks, 1);
                for (int step = 1; step < LIFE.size(); step++) {
                    long said = step;
                    var state = status(LIFE.get(step), now());
                    var updates = tasks.stream()
                            .map(task -> new StatusUpdate(task, said, state))
                            .toList();
                    tell(group, number, agent, new AgentCommand.Report(1, updates), sequence);
                    acknowledge(agent, tasks, step + 1L);
                }
            }
        }

        private void acknowledge(AgentId agent, List<TaskId> tasks, long upTo) {
            var acks = tasks.stream().map(task -> new StatusAck(task, upTo)).toList();
            tell(group, number, agent, new AgentCommand.AcknowledgeNotices(acks), sequence);
        }
    }
}
