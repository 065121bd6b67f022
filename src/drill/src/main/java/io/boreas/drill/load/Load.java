package io.boreas.drill.load;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.history.Action;
import io.boreas.drill.history.Answer;
import io.boreas.drill.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that create, grow, kill and read a few jobs, set, remove and read a few quotas, and create jobs that are left alone. Each key has
 * clients of its own, so that one that has to wait holds up no other.
 */
public final class Load implements AutoCloseable {
    private static final int JOBS = 16;
    private static final int ROLES = 4;
    private static final int CLIENTS_OF_KEY = 2;
    private static final int KEEPERS = 2;
    private static final int INSTANCES_MAX = 12;
    private static final int OPERATIONS_MAX = 100_000;
    private static final Duration PAUSE = Duration.ofMillis(400);

    private final List<CellClient> masters;
    private final String prefix;
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<String, TreeSet<Integer>> guesses = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Load(List<CellClient> masters, String prefix) {
        this.masters = masters;
        this.prefix = prefix;
    }

    /**
     * Begins.
     *
     * @param prefix of the names of all jobs and roles
     * @param seed of what is asked; when it is answered is not for us to choose
     */
    public static Load start(List<CellClient> masters, String prefix, long seed) {
        var load = new Load(masters, prefix);
        int client = 0;
        for (var key : load.keys()) {
            for (int i = 0; i < CLIENTS_OF_KEY; i++) {
                int number = client++;
                load.run(number, () -> load.work(key, number, new Random(seed * 1_000 + number)));
            }
        }
        for (int i = 0; i < KEEPERS; i++) {
            int number = client++;
            load.run(number, () -> load.keep(number, new Random(seed * 1_000 + number)));
        }
        return load;
    }

    private void run(int number, Runnable work) {
        threads.add(Thread.ofVirtual().name("load-" + number).start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                failures.add(new IllegalStateException("client " + number + " of the load has ended by itself", e));
            }
        }));
    }

    /** Jobs and roles that are changed all the while. */
    public List<String> keys() {
        var keys = new ArrayList<String>();
        for (int i = 0; i < JOBS; i++) {
            keys.add(prefix + "job" + i);
        }
        for (int i = 0; i < ROLES; i++) {
            keys.add(prefix + "role" + i);
        }
        return keys;
    }

    /** The names of all jobs that were asked for. */
    public Set<String> jobs() {
        var jobs = new TreeSet<>(keys().stream().filter(key -> !isRole(key)).toList());
        operations.stream().map(Operation::key).filter(this::isKept).forEach(jobs::add);
        return jobs;
    }

    /** Whether a key is a role's. */
    public boolean isRole(String key) {
        return key.startsWith(prefix + "role");
    }

    /** Whether a key is a job's that was created and left alone. */
    public boolean isKept(String key) {
        return key.startsWith(prefix + "kept");
    }

    private void work(String key, int number, Random random) {
        var client = new KeyClient(number, masters);
        while (!stopped && count.get() < OPERATIONS_MAX) {
            var action = isRole(key) ? onQuota(random) : onJob(key, random);
            var done = client.ask(key, isRole(key), action, random.nextInt(masters.size()), () -> stopped);
            remember(done);
            pause(random);
        }
    }

    private void keep(int number, Random random) {
        var client = new KeyClient(number, masters);
        for (int i = 0; !stopped && count.get() < OPERATIONS_MAX; i++) {
            var key = prefix + "kept" + number + "-" + i;
            remember(client.ask(key, false, new Action.Create(1), random.nextInt(masters.size()), () -> stopped));
            pause(random);
        }
    }

    private static Action onQuota(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> new Action.Read();
            case 4 -> new Action.RemoveQuota();
            // hardly ever the same value twice, so that each read tells which of them it saw
            default -> new Action.SetQuota(1 + random.nextInt(1_000_000));
        };
    }

    private Action onJob(String key, Random random) {
        if (random.nextInt(10) < 4) {
            return new Action.Read();
        }
        var guess = guesses.getOrDefault(key, new TreeSet<>());
        if (guess.isEmpty()) {
            return new Action.Create(1 + random.nextInt(3));
        }
        int some = guess.stream().skip(random.nextInt(guess.size())).findFirst().orElseThrow();
        if (guess.size() > INSTANCES_MAX) {
            return new Action.KillAll();
        }
        return switch (random.nextInt(6)) {
            case 0 -> new Action.KillAll();
            case 1, 2 -> new Action.Kill(some);
            default -> new Action.Add(some, 1 + random.nextInt(2));
        };
    }

    private void remember(Operation operation) {
        count.incrementAndGet();
        operations.add(operation);
        // What a client that asks next may believe is there; others may have changed it.
        switch (operation.answer()) {
            case Answer.Values(var values) -> {
                var guess = new TreeSet<>(guesses.getOrDefault(operation.key(), new TreeSet<>()));
                switch (operation.action()) {
                    case Action.Read read -> guess = new TreeSet<>(values);
                    case Action.Add add -> guess.addAll(values);
                    case Action.Kill kill -> guess.removeAll(values);
                    case Action.KillAll all -> guess.clear();
                    case Action.Create create -> {}
                    case Action.SetQuota set -> {}
                    case Action.RemoveQuota remove -> {}
                }
                guesses.put(operation.key(), guess);
            }
            case Answer.Refused refused -> guesses.remove(operation.key());
            case Answer.Done done -> {
                if (operation.action() instanceof Action.Create(int instances)) {
                    guesses.put(
                            operation.key(),
                            IntStream.range(0, instances).boxed().collect(Collectors.toCollection(TreeSet::new)));
                }
            }
            case Answer.Unknown unknown -> {}
        }
    }

    private static void pause(Random random) {
        try {
            Thread.sleep(PAUSE.toMillis() / 2 + random.nextLong(PAUSE.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything that came to an end so far, in the order of its questions. */
    public List<Operation> operations() {
        return operations.stream()
                .sorted(Comparator.comparingLong(Operation::invokedNanos))
                .toList();
    }

    /** When a mutation was acknowledged for the first time that was asked after a moment. */
    public Optional<Long> firstAcknowledgedAfter(long nanos) {
        return operations.stream()
                .filter(operation -> isAcknowledgedAfter(operation, nanos))
                .map(Operation::returnedNanos)
                .min(Comparator.naturalOrder());
    }

    /** When every key has had a mutation acknowledged that was asked after a moment; empty if some have not. */
    public Optional<Long> allAcknowledgedAfter(long nanos) {
        long last = nanos;
        for (var key : keys()) {
            var first = operations.stream()
                    .filter(operation -> operation.key().equals(key) && isAcknowledgedAfter(operation, nanos))
                    .mapToLong(Operation::returnedNanos)
                    .min();
            if (first.isEmpty()) {
                return Optional.empty();
            }
            last = Math.max(last, first.getAsLong());
        }
        return Optional.of(last);
    }

    /** The longest that a client waited for a change, in milliseconds, of those that were accepted since a moment; -1 if there were none. */
    public long longestWaitMillis(long nanos) {
        return operations.stream()
                .filter(operation -> operation.isMutation() && operation.isAcknowledged())
                .filter(operation -> operation.returnedNanos() - nanos >= 0)
                .mapToLong(operation -> (operation.returnedNanos() - operation.invokedNanos()) / 1_000_000)
                .max()
                .orElse(-1);
    }

    /** Which of these jobs a master does not know, and which master, once it answers. */
    public List<String> missing(List<String> jobs, Duration deadline) {
        var missing = new ArrayList<String>();
        for (int master = 0; master < masters.size(); master++) {
            var client = masters.get(master);
            for (var name : jobs) {
                int status = Await.until("master " + master + " tells of " + name, deadline, () -> {
                    int answer = client.get(CellClient.JOBS + "/" + JobText.key(name))
                            .status();
                    return answer < 500 ? Optional.of(answer) : Optional.empty();
                });
                if (status != 200) {
                    missing.add(name + " at master " + master + " (" + status + ")");
                }
            }
        }
        return missing;
    }

    private static boolean isAcknowledgedAfter(Operation operation, long nanos) {
        return operation.isMutation() && operation.isAcknowledged() && operation.invokedNanos() - nanos >= 0;
    }

    /**
     * Stops asking; questions without an answer remain unknown.
     *
     * @throws IllegalStateException if a client had stopped before: then less was asked than the history is checked for
     */
    public void stop() {
        join();
        var failure = failures.peek();
        if (failure != null) {
            throw failure;
        }
    }

    private void join() {
        stopped = true;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Reads every key at every master, when all is well again: what is there is part of the history. */
    public void readAll() {
        for (var key : keys()) {
            for (int master = 0; master < masters.size(); master++) {
                long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                remember(new KeyClient(-1, masters)
                        .ask(key, isRole(key), new Action.Read(), master, () -> System.nanoTime() - end > 0));
            }
        }
    }

    @Override
    public void close() {
        join();
    }
}
