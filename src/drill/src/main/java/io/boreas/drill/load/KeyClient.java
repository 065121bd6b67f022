package io.boreas.drill.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.CellClient.Reply;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.history.Action;
import io.boreas.drill.history.Answer;
import io.boreas.drill.history.Operation;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Asks about single jobs and quotas, of which nothing runs: one master after the other, under one key, until there is an answer. */
public final class KeyClient {
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final String QUOTA = "/boreas/v1/quota/";
    /** Above it nothing is known of whether a thing was done. */
    private static final int SERVER_ERROR = 500;

    private final int number;
    private final List<CellClient> masters;

    /** @param number which of several clients it is */
    public KeyClient(int number, List<CellClient> masters) {
        this.number = number;
        this.masters = List.copyOf(masters);
    }

    /**
     * Asks until it is answered.
     *
     * @param key a role for actions on quotas, else a job's name
     * @param first the master that is asked first
     * @param stop looked at between attempts: gives up if it is true
     */
    public Operation ask(String key, boolean quota, Action action, int first, BooleanSupplier stop) {
        long invoked = System.nanoTime();
        var idempotencyKey = UUID.randomUUID().toString();
        int master = first;
        int heard = 0;
        while (true) {
            try {
                var reply = masters.get(master)
                        .send(request(masters.get(master), key, quota, action)
                                .header("Idempotency-Key", idempotencyKey)
                                .timeout(ATTEMPT_TIMEOUT));
                heard++;
                if (reply.status() < SERVER_ERROR) {
                    var answer = answer(reply, quota, heard > 1 && !(action instanceof Action.Read));
                    return new Operation(number, key, action, master, heard, invoked, System.nanoTime(), answer);
                }
            } catch (UncheckedIOException e) {
                heard += wasHeard(e) ? 1 : 0;
            }
            if (stop.getAsBoolean()) {
                return new Operation(
                        number, key, action, master, heard, invoked, System.nanoTime(), new Answer.Unknown());
            }
            master = (master + 1) % masters.size();
            pause();
        }
    }

    /** Nobody was there to hear it, if there was no connection. */
    private static boolean wasHeard(UncheckedIOException e) {
        return !(e.getCause() instanceof ConnectException || e.getCause() instanceof HttpConnectTimeoutException);
    }

    private static HttpRequest.Builder request(CellClient client, String key, boolean quota, Action action) {
        var job = CellClient.JOBS + "/" + JobText.key(key);
        return switch (action) {
            case Action.Read read -> client.request(quota ? QUOTA + key : job).GET();
            case Action.Create(int instances) ->
                json(
                        client.request(CellClient.JOBS),
                        JobText.service(key)
                                .process("wait", "sleep 1000")
                                .instances(instances)
                                .placedNowhere()
                                .toString());
            case Action.KillAll all -> json(client.request(job + "/kill"), "{}");
            case Action.Kill(int instance) -> json(client.request(job + "/kill"), "{\"instances\":[" + instance + "]}");
            case Action.Add(int template, int count) ->
                json(client.request(job + "/instances"), "{\"template\":" + template + ",\"count\":" + count + "}");
            case Action.SetQuota(int cpus) ->
                client.request(QUOTA + key)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"limits\":{\"cpus\":" + cpus + "},\"force\":true}"));
            case Action.RemoveQuota remove -> client.request(QUOTA + key).DELETE();
        };
    }

    private static HttpRequest.Builder json(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    /** @param repeated whether it was heard before: then a refusal does not tell what becomes of that */
    private static Answer answer(Reply reply, boolean quota, boolean repeated) {
        if (reply.status() >= 300) {
            var problem = reply.problem().isEmpty() ? "status " + reply.status() : reply.problem();
            return repeated ? new Answer.Unknown() : new Answer.Refused(problem);
        }
        var json = reply.json();
        if (quota) {
            return reply.status() == 200 && json.path("limits").has("cpus")
                    ? new Answer.Values(new TreeSet<>(
                            List.of(json.path("limits").path("cpus").asInt())))
                    : new Answer.Done();
        }
        var numbers = numbers(json.path("instances"));
        boolean isWholeJob = json.has("activeCount");
        // A command that was asked again within the cell is answered without the instances that it touched.
        return numbers.isEmpty() && !isWholeJob ? new Answer.Done() : new Answer.Values(numbers);
    }

    private static SortedSet<Integer> numbers(JsonNode instances) {
        var numbers = new TreeSet<Integer>();
        for (var instance : instances) {
            numbers.add(instance.isObject() ? instance.path("instance").asInt() : instance.asInt());
        }
        return numbers;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
