package io.boreas.testcluster.bench.cell;

import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.guardian.MasterSettings;
import io.boreas.config.Settings;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Recorded;
import io.boreas.persistence.rocksdb.RocksPersistence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The process of B3's ceiling: reads all events of a journal, and writes them again, synced, through the group shell alone: the same
 * groups, folds, snapshots, codec, journal and settings, but no decisions, no effects, no messages between groups, no agents, no HTTP. Three times: a tenth of the events, to warm up; all in records as large as the shell makes them when commands always wait; all in
 * records of about the run's own size.
 */
final class ShellCeiling {
    private static final List<String> LAYERS = List.of("boreas-launcher.conf", "boreas-pekko.conf");
    private static final int WARM_UP_SHARE = 10;

    /** Commands that wait at each group: records become as large as settings allow. */
    private static final int CROWD = 4_000;

    private final List<List<Recorded<AgentId, AgentEvent>>> agents = new ArrayList<>();
    private final List<List<Recorded<JobKey, JobEvent>>> jobs = new ArrayList<>();
    private int records;
    private int events;

    private ShellCeiling(int groups) {
        for (int number = 0; number < groups; number++) {
            agents.add(new ArrayList<>());
            jobs.add(new ArrayList<>());
        }
    }

    /**
     * Measures once.
     *
     * @param arguments the journal to read, a folder to write in
     */
    public static void main(String[] arguments) throws Exception {
        var source = Path.of(arguments[0]);
        var target = Path.of(arguments[1]);
        int groups = groupSettings(source).count();
        var all = new ShellCeiling(groups);
        all.read(source);
        int perRecord = Math.max(1, all.events / all.records);
        all.head().write(target.resolve("warm"), CROWD);
        var free = all.write(target.resolve("journal"), CROWD);
        var alike = all.write(target.resolve("alike"), perRecord);
        System.out.printf(
                Locale.ROOT,
                "ceiling %d %.3f %.1f %.1f %.3f %.1f%n",
                all.events,
                free.seconds(),
                (double) all.events / all.records,
                (double) all.events / free.records(),
                alike.seconds(),
                (double) all.events / alike.records());
        System.exit(0);
    }

    private static Settings settings(Path journal) {
        return Settings.load(
                LAYERS,
                Optional.empty(),
                Map.of(
                        "boreas.persistence.rocksdb.dir", journal.toString(),
                        "boreas.log.dir", journal.resolveSibling("logs").toString()),
                System.getenv());
    }

    private static GroupSettings groupSettings(Path journal) {
        return GroupSettings.from(settings(journal).section("boreas.groups"));
    }

    private void read(Path journal) throws Exception {
        var system = ActorSystem.create(
                SpawnProtocol.create(), "boreas", settings(journal).config());
        RocksPersistence.get(system).feed().read(0, Integer.MAX_VALUE, record -> {
            if (record.payload() instanceof Batch<?, ?> batch) {
                int number = Integer.parseInt(record.persistenceId().replaceAll(".*-", ""));
                records++;
                events += batch.events().size();
                batch.events().forEach(recorded -> add(number, recorded));
            }
        });
        stop(system);
    }

    private void add(int number, Recorded<?, ?> recorded) {
        switch (recorded.event()) {
            case AgentEvent event ->
                agents.get(number).add(new Recorded<>((AgentId) recorded.aggregate(), recorded.cause(), event));
            case JobEvent event ->
                jobs.get(number).add(new Recorded<>((JobKey) recorded.aggregate(), recorded.cause(), event));
            default ->
                throw new IllegalStateException(
                        "an event of " + recorded.event().getClass());
        }
    }

    /** A part of them all. */
    private ShellCeiling head() {
        var part = new ShellCeiling(agents.size());
        for (int number = 0; number < agents.size(); number++) {
            var ofAgents = agents.get(number);
            var ofJobs = jobs.get(number);
            part.agents.get(number).addAll(ofAgents.subList(0, ofAgents.size() / WARM_UP_SHARE));
            part.jobs.get(number).addAll(ofJobs.subList(0, ofJobs.size() / WARM_UP_SHARE));
        }
        return part;
    }

    private record Result(double seconds, long records) {}

    private Result write(Path journal, int crowd) throws Exception {
        ActorSystem<SpawnProtocol.Command> system = ActorSystem.create(
                SpawnProtocol.create(), "boreas", settings(journal).config());
        var settings = groupSettings(journal);
        var ofAgents = new ShellGroup.Kind<AgentId, Agent, AgentEvent>(new AgentMachine(), Agent::id);
        var ofJobs = new ShellGroup.Kind<JobKey, Job, JobEvent>(
                new JobMachine(settings(journal).checked(MasterSettings::from).jobs()), Job::key);
        var busy = (int) (agents.stream().filter(list -> !list.isEmpty()).count()
                + jobs.stream().filter(list -> !list.isEmpty()).count());
        var done = new CountDownLatch(busy);
        var groups = new ArrayList<ActorRef<GroupMessage>>();
        for (int number = 0; number < agents.size(); number++) {
            if (!agents.get(number).isEmpty()) {
                groups.add(spawn(
                        system,
                        ShellGroup.create(
                                GroupKind.AGENT,
                                number,
                                ofAgents,
                                settings,
                                new ShellGroup.Feeding<>(agents.get(number), crowd, done))));
            }
            if (!jobs.get(number).isEmpty()) {
                groups.add(spawn(
                        system,
                        ShellGroup.create(
                                GroupKind.JOB,
                                number,
                                ofJobs,
                                settings,
                                new ShellGroup.Feeding<>(jobs.get(number), crowd, done))));
            }
        }
        for (var group : groups) {
            AskPattern.<GroupMessage, Integer>ask(
                            group, GroupMessage.AreYouThere::new, Duration.ofSeconds(30), system.scheduler())
                    .toCompletableFuture()
                    .get();
        }
        long start = System.nanoTime();
        groups.forEach(group -> group.tell(ShellGroup.go()));
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        var records = new AtomicLong();
        RocksPersistence.get(system).feed().read(0, Integer.MAX_VALUE, record -> records.incrementAndGet());
        stop(system);
        return new Result(seconds, records.get());
    }

    private static ActorRef<GroupMessage> spawn(
            ActorSystem<SpawnProtocol.Command> system, Behavior<GroupMessage> behavior) throws Exception {
        return AskPattern.<SpawnProtocol.Command, ActorRef<GroupMessage>>ask(
                        system,
                        replyTo -> new SpawnProtocol.Spawn<>(behavior, "", Props.empty(), replyTo),
                        Duration.ofSeconds(30),
                        system.scheduler())
                .toCompletableFuture()
                .get();
    }

    private static void stop(ActorSystem<?> system) throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
