package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.AgentView;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.Duty;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.Hosted;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.Task;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.agent.Work;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.KnownTask;
import io.boreas.core.framework.Phase;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.Payloads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws agents and frameworks with what they have. */
public final class Sketch {
    static final Instant START = PaperCell.START;

    /** Of every agent. */
    static final String ADDRESS = "192.0.2.7";

    private Sketch() {}

    /** A small cell in which there is one of everything. */
    public static PaperCell smallCell() {
        var one = new OnAgent("agent-1", "cpus:4;mem:8192;disk:10000;ports:[31000-32000];cpus(ads):1");
        one.work("fw-1", "t1", "ads", "cpus:0.5;mem:128;ports:[31000-31001]", TaskState.RUNNING, Optional.empty());
        one.work("fw-1", "t2", "ads", "cpus:0.1;mem:32", TaskState.STAGING, Optional.of("exec"));
        one.executor("fw-1", "exec", "ads", "cpus:0.1;mem:32;disk:10");
        one.job("www-data/prod/web", 0, "cpus:0.25;mem:64");
        one.offer("fw-1", "offer-1", "ads", "cpus:1;mem:1024");
        var two = new OnAgent("agent-2", "cpus:2;mem:1024");
        two.presence = Presence.UNREACHABLE;
        two.work("fw-1", "t3", "ads", "cpus:1;mem:32", TaskState.UNREACHABLE, Optional.empty());
        var frameworks = List.of(
                framework("fw-0", Phase.COMPLETED, List.of()),
                framework("fw-1", Phase.CONNECTED, List.of(ended("fw-1", "t0", "agent-1"))));
        return new PaperCell().with(List.of(one.view(), two.view()), frameworks);
    }

    /** A cell of many agents, each with so many tasks of fifty frameworks. */
    public static PaperCell largeCell(int agents, int tasksEach) {
        var views = new ArrayList<AgentView>();
        int task = 0;
        for (int i = 0; i < agents; i++) {
            var agent = new OnAgent("agent-" + i, "cpus:16;mem:65536;disk:100000;ports:[31000-32000]");
            for (int j = 0; j < tasksEach; j++) {
                var resources = "cpus:0.5;mem:128;ports:[" + (31_000 + j) + "-" + (31_000 + j) + "]";
                agent.work("fw-" + task % 50, "task-" + task, "ads", resources, TaskState.RUNNING, Optional.empty());
                task++;
            }
            views.add(agent.view());
        }
        var frameworks = new ArrayList<Framework>();
        for (int i = 0; i < 50; i++) {
            frameworks.add(framework("fw-" + i, Phase.CONNECTED, List.of()));
        }
        return new PaperCell().with(views, frameworks);
    }

    /** An agent that is being drawn. */
    static final class OnAgent {
        private final String id;
        private final AgentInfo info;
        private OrderedMap<TaskId, Task> tasks = OrderedMap.empty();
        private OrderedMap<TaskId, Work> works = OrderedMap.empty();
        private OrderedMap<ExecutorKey, HostedExecutor> executors = OrderedMap.empty();
        private OrderedMap<OfferId, Lease> leases = OrderedMap.empty();
        private Resources used = Resources.empty();
        private Resources leased = Resources.empty();
        private Presence presence = Presence.REGISTERED;

        OnAgent(String id, String resources) {
            this.id = id;
            this.info = agentInfo(id, resources);
        }

        void work(
                String framework,
                String task,
                String role,
                String resources,
                TaskState state,
                Optional<String> executor) {
            var work = Sketch.work(framework, task, role, resources, executor);
            put(work.key(), new Owner.Framework(work.framework()), work.resources(), state);
            works = works.with(TaskKeys.base(work.key()), work);
        }

        void job(String job, int instance, String resources) {
            var owner = new Owner.JobInstance(JobKey.parse(job), instance);
            put(new TaskId("web-" + instance), owner, Resources.parse(resources), TaskState.RUNNING);
        }

        private void put(TaskId key, Owner owner, Resources resources, TaskState state) {
            var running = TaskStatus.of(state, StatusSource.EXECUTOR, START.plusSeconds(10));
            var task = new Task(
                    key,
                    owner,
                    resources,
                    new TreeMap<>(),
                    state,
                    START.plusSeconds(10),
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    1,
                    state == TaskState.RUNNING ? List.of(new Notice(2, running)) : List.of());
            tasks = tasks.with(key, task);
            used = used.plus(resources);
        }

        void executor(String framework, String executor, String role, String resources) {
            var key = new ExecutorKey(new FrameworkId(framework), executor);
            var said = Mesos.ExecutorInfo.newBuilder()
                    .setType(Mesos.ExecutorInfo.Type.CUSTOM)
                    .setExecutorId(Mesos.ExecutorID.newBuilder().setValue(executor))
                    .setName("an executor")
                    .setCommand(Mesos.CommandInfo.newBuilder().setValue("run me"))
                    .build();
            var held = Resources.parse(resources);
            var hosted = new HostedExecutor(
                    key,
                    new FrameworkExecutor(executor, FrameworkExecutor.Kind.CUSTOM, held, Payloads.of(said)),
                    new Role(role),
                    START,
                    false);
            executors = executors.with(key, hosted);
            used = used.plus(held);
        }

        void offer(String framework, String offer, String role, String resources) {
            var lease = new Lease(
                    new OfferId(offer), new FrameworkId(framework), new Role(role), Resources.parse(resources), START);
            leases = leases.with(lease.offer(), lease);
            leased = leased.plus(lease.resources());
        }

        AgentView view() {
            var hosted = new Hosted(Resources.empty(), works, executors);
            var agent = new Agent(
                    new AgentId(id),
                    Optional.of(info),
                    presence,
                    2,
                    "boot",
                    START,
                    tasks,
                    leases,
                    used,
                    leased,
                    hosted,
                    Duty.ACTIVE,
                    Resources.empty());
            return new AgentView(agent, presence == Presence.REGISTERED);
        }
    }

    static AgentInfo agentInfo(String id, String resources) {
        return new AgentInfo(
                id + ".example",
                5051,
                Optional.of(ADDRESS),
                Attributes.parse("rack:r1;speed:1.5;slots:[1-3]"),
                Resources.parse(resources),
                "0.1.0-test",
                Optional.empty());
    }

    static Work work(String framework, String task, String role, String resources, Optional<String> executor) {
        var owner = new FrameworkId(framework);
        var said = Mesos.TaskInfo.newBuilder()
                .setName("name of " + task)
                .setTaskId(Mesos.TaskID.newBuilder().setValue(task))
                .setAgentId(Mesos.AgentID.newBuilder().setValue("agent-1"))
                .setCommand(
                        Mesos.CommandInfo.newBuilder().setValue("sleep 1000").setUser("nobody"));
        said.getLabelsBuilder().addLabelsBuilder().setKey("tier").setValue("web");
        return new Work(
                TaskKeys.run(owner, new TaskId(task), START.plusSeconds(10)),
                owner,
                new TaskId(task),
                "name of " + task,
                new Role(role),
                Resources.parse(resources),
                Optional.empty(),
                executor,
                Optional.empty(),
                Optional.empty(),
                Payloads.of(said.build()),
                false);
    }

    static FrameworkInfo frameworkInfo(String id) {
        var roles = new TreeSet<>(List.of(new Role("ads")));
        var said = Mesos.FrameworkInfo.newBuilder()
                .setName("framework " + id)
                .setUser("nobody")
                .setPrincipal("someone")
                .setFailoverTimeout(60)
                .addRoles("ads")
                .setHostname("scheduler.example")
                .setWebuiUrl("http://scheduler.example/");
        said.addCapabilitiesBuilder().setType(Mesos.FrameworkInfo.Capability.Type.MULTI_ROLE);
        return new FrameworkInfo(
                said.getName(),
                said.getUser(),
                Optional.of(said.getPrincipal()),
                false,
                Duration.ofSeconds(60),
                roles,
                new TreeSet<>(List.of(Capability.MULTI_ROLE)),
                Payloads.of(said.build()),
                Optional.empty(),
                new TreeMap<>());
    }

    static TaskRun run(String framework, String task, String agent) {
        var at = START.plusSeconds(5);
        return new TaskRun(
                new TaskId(task),
                TaskKeys.run(new FrameworkId(framework), new TaskId(task), at),
                new AgentId(agent),
                "name of " + task,
                new Role("ads"),
                at);
    }

    private static KnownTask ended(String framework, String task, String agent) {
        var status = TaskStatus.of(TaskState.FINISHED, StatusSource.EXECUTOR, START.plusSeconds(9));
        return new KnownTask(run(framework, task, agent), status, 2, List.of());
    }

    private static Framework framework(String id, Phase phase, List<KnownTask> ended) {
        OrderedMap<Long, KnownTask> endings = OrderedMap.empty();
        for (var task : ended) {
            endings = endings.with((long) endings.size(), task);
        }
        return new Framework(
                new FrameworkId(id),
                Optional.of(frameworkInfo(id)),
                phase,
                1,
                "stream",
                START,
                START.plusSeconds(1),
                Instant.EPOCH,
                new TreeSet<>(),
                OrderedMap.empty(),
                ended.size(),
                endings,
                OrderedMap.empty(),
                OrderedMap.empty(),
                OrderedMap.empty(),
                OrderedMap.empty());
    }
}
