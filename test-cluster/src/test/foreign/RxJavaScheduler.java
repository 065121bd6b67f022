import static com.mesosphere.mesos.rx.java.SinkOperations.sink;

import com.mesosphere.mesos.rx.java.SinkOperation;
import com.mesosphere.mesos.rx.java.protobuf.ProtobufMesosClientBuilder;
import com.mesosphere.mesos.rx.java.protobuf.SchedulerCalls;
import com.mesosphere.mesos.rx.java.util.UserAgentEntries;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import rx.Observable;
import rx.subjects.PublishSubject;
import rx.subjects.SerializedSubject;

/**
 * A scheduler on mesos-rxjava, led by lines: commands on stdin, what it hears on stdout. Words are separated by blanks.
 *
 * <p>Arguments: the URI of the scheduler API, and the framework's id if it had one.
 */
final class RxJavaScheduler {
    private record Wanted(String task, String command) {}

    private final SerializedSubject<Call, Call> calls = new SerializedSubject<>(PublishSubject.create());
    private final Map<String, AgentID> places = new ConcurrentHashMap<>();
    private final Queue<Wanted> wanted = new ArrayDeque<>();
    private volatile FrameworkID framework = FrameworkID.getDefaultInstance();

    public static void main(String[] arguments) throws Throwable {
        new RxJavaScheduler().run(URI.create(arguments[0]), arguments.length > 1 ? arguments[1] : "");
    }

    private void run(URI master, String id) throws Throwable {
        var info = FrameworkInfo.newBuilder()
                .setName("rxjava")
                .setUser(System.getProperty("user.name"))
                .setFailoverTimeout(3600);
        var subscribe = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
        if (!id.isEmpty()) {
            info.setId(FrameworkID.newBuilder().setValue(id));
            subscribe.setFrameworkId(info.getId());
        }
        subscribe.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info));
        var stream = ProtobufMesosClientBuilder.schedulerUsingProtos()
                .mesosUri(master)
                .applicationUserAgentEntry(UserAgentEntries.literal("boreas-tests", "1"))
                .subscribe(subscribe.build())
                .processStream(this::answers)
                .build()
                .openStream();
        Thread.ofPlatform().daemon().start(this::obey);
        stream.await();
        say("closed");
        System.exit(0);
    }

    private Observable<Optional<SinkOperation<Call>>> answers(Observable<Event> events) {
        return events.doOnTerminate(calls::onCompleted)
                .flatMapIterable(this::answer)
                .mergeWith(calls)
                .map(call -> Optional.of(sink(call)));
    }

    private List<Call> answer(Event event) {
        switch (event.getType()) {
            case SUBSCRIBED -> {
                framework = event.getSubscribed().getFrameworkId();
                say("subscribed " + framework.getValue());
            }
            case OFFERS -> {
                return event.getOffers().getOffersList().stream().map(this::take).toList();
            }
            case UPDATE -> {
                return heard(event.getUpdate().getStatus());
            }
            case ERROR -> say("error " + event.getError().getMessage());
            default -> say("event " + event.getType());
        }
        return List.of();
    }

    /** Launches all that is wanted on the first offer that comes; the others are declined. */
    private Call take(Offer offer) {
        var tasks = new ArrayList<TaskInfo>();
        synchronized (wanted) {
            while (!wanted.isEmpty()) {
                tasks.add(task(wanted.remove(), offer.getAgentId()));
            }
        }
        if (tasks.isEmpty()) {
            say("declined " + offer.getId().getValue());
            return SchedulerCalls.decline(framework, List.of(offer.getId()));
        }
        var launch = Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH)
                .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(tasks));
        return call(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder().addOfferIds(offer.getId()).addOperations(launch))
                .build();
    }

    private static TaskInfo task(Wanted wanted, AgentID agent) {
        return TaskInfo.newBuilder()
                .setName(wanted.task())
                .setTaskId(id(wanted.task()))
                .setAgentId(agent)
                .setCommand(CommandInfo.newBuilder().setValue(wanted.command()))
                .addResources(scalar("cpus", 0.1))
                .addResources(scalar("mem", 32))
                .build();
    }

    private List<Call> heard(TaskStatus status) {
        var task = status.getTaskId().getValue();
        if (status.hasAgentId()) {
            places.put(task, status.getAgentId());
        }
        say("update %s %s %s".formatted(task, status.getState(), status.hasReason() ? status.getReason() : "-"));
        return status.hasUuid()
                ? List.of(SchedulerCalls.ackUpdate(
                        framework, status.getUuid(), status.getAgentId(), status.getTaskId()))
                : List.of();
    }

    private void obey() {
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                obey(line.split(" ", 3));
            }
        } catch (IOException e) {
            say("error " + e.getMessage());
        }
        System.exit(0);
    }

    private void obey(String[] words) {
        switch (words[0]) {
            case "launch" -> {
                synchronized (wanted) {
                    wanted.add(new Wanted(words[1], words[2]));
                }
                calls.onNext(call(Call.Type.REVIVE).build());
            }
            case "kill" -> {
                var kill = Call.Kill.newBuilder().setTaskId(id(words[1]));
                Optional.ofNullable(places.get(words[1])).ifPresent(kill::setAgentId);
                calls.onNext(call(Call.Type.KILL).setKill(kill).build());
            }
            case "reconcile" -> {
                var reconcile = Call.Reconcile.newBuilder();
                if (words.length > 1) {
                    reconcile.addTasks(Call.Reconcile.Task.newBuilder().setTaskId(id(words[1])));
                }
                calls.onNext(call(Call.Type.RECONCILE).setReconcile(reconcile).build());
            }
            case "teardown" -> calls.onNext(call(Call.Type.TEARDOWN).build());
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
    }

    private Call.Builder call(Call.Type type) {
        return Call.newBuilder().setType(type).setFrameworkId(framework);
    }

    private static TaskID id(String task) {
        return TaskID.newBuilder().setValue(task).build();
    }

    private static Resource scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }
}
