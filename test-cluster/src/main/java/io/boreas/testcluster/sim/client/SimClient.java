package io.boreas.testcluster.sim.client;

import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.World;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Asks for jobs, and asks again under the same id until it is answered. */
public final class SimClient {
    private static final int PATIENCE_MILLIS = 4_000;
    private static final String PRINCIPAL = "client";

    private final World world;
    private final Workload workload;
    private final List<JobKey> keys;
    private final Life life = new Life();
    private final Map<String, Request> open = new LinkedHashMap<>();
    private int requests;

    private record Request(JobKey job, JobCommand command, Cause cause) {}

    public SimClient(World world, Workload workload) {
        this.world = world;
        this.workload = workload;
        this.keys = workload.keys(world.settings().jobKeys());
    }

    /** Plans all requests of the run. */
    public void start() {
        world.network().attach(Address.CLIENT, this::receive);
        int most = Math.toIntExact(world.settings().chaosMillis());
        keys.forEach(key -> world.timeline().after(world.chance().between(0, most / 8), life, () -> create(key)));
        for (int i = 0; i < world.settings().requests(); i++) {
            world.timeline().after(world.chance().between(most / 10, most), life, this::askAnything);
        }
    }

    /** Requests not answered yet, by id. */
    public Map<String, JobCommand> unanswered() {
        var commands = new LinkedHashMap<String, JobCommand>();
        open.forEach((id, request) -> commands.put(id, request.command));
        return Collections.unmodifiableMap(commands);
    }

    private void create(JobKey key) {
        ask(key, new JobCommand.Create(workload.job(key), world.chance().number()));
    }

    private void askAnything() {
        var key = world.chance().pick(keys);
        switch (world.chance().between(0, 9)) {
            case 0, 1, 2 -> create(key);
            case 3, 4 -> ask(key, new JobCommand.KillInstances(new TreeSet<>(), "not needed"));
            case 5 -> ask(key, new JobCommand.KillInstances(some(), "not needed"));
            case 6 -> ask(key, new JobCommand.RestartInstances(new TreeSet<>(), "afresh"));
            case 7 -> ask(key, new JobCommand.RestartInstances(some(), "afresh"));
            case 8 -> changeItsMind(key);
            default -> ask(key, new JobCommand.AddInstances(0, world.chance().between(1, 2)));
        }
    }

    /** A job is created, stopped before much of it can run, and created again. */
    private void changeItsMind(JobKey key) {
        create(key);
        var chance = world.chance();
        world.timeline().after(chance.between(0, 1_500), life, () -> {
            ask(key, new JobCommand.KillInstances(new TreeSet<>(), "changed"));
            world.timeline().after(chance.between(0, 1_500), life, () -> create(key));
        });
    }

    private SortedSet<Integer> some() {
        var instances = new TreeSet<Integer>();
        instances.add(world.chance().between(0, 2));
        if (world.chance().oneIn(3)) {
            instances.add(world.chance().between(0, 3));
        }
        return instances;
    }

    private void ask(JobKey job, JobCommand command) {
        var id = "c" + ++requests;
        open.put(id, new Request(job, command, new Cause(id, PRINCIPAL)));
        send(id);
    }

    private void send(String id) {
        var request = open.get(id);
        if (request == null) {
            return;
        }
        world.trace().note(Address.CLIENT, request);
        int group = GroupKind.groupOf(request.job.toString(), world.settings().groups());
        var asked = new Asked<>(
                new Envelope<>(request.job, request.command, request.cause), new Asked.Asker.At(Address.CLIENT));
        world.network().send(Address.CLIENT, Address.jobGroup(group), new CellMessage.ToJobs(List.of(asked)));
        world.timeline().after(PATIENCE_MILLIS, life, () -> send(id));
    }

    private void receive(CellMessage message) {
        if (message instanceof CellMessage.ToClient(var id, JobReply reply)) {
            open.remove(id);
        }
    }
}
