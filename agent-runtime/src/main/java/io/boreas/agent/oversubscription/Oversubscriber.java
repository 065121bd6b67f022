package io.boreas.agent.oversubscription;

import io.boreas.agent.process.VitalThread;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then at what the agent's resources are used for, says what can be given besides them, and takes it back. */
public final class Oversubscriber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Oversubscriber.class);

    private final OversubscriptionSettings settings;
    private final Lender lender;
    private final InstantSource clock;
    private final QosController qos;
    private final Set<Holder> ending = new HashSet<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private Optional<Resources> said = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    /** The agent, as far as it matters here. Safe for use by any thread. */
    public interface Lender {
        /** What is held by tasks that are not over, and executors. */
        CompletionStage<List<Holding>> holdings();

        /** So much can be given besides its own resources, until the next word: revocable scalars. */
        void oversubscribe(Resources revocable);

        /** Ends somebody for what it holds; who has ended or is ending is let be. */
        void preempt(Holder holder, String why);
    }

    public Oversubscriber(OversubscriptionSettings settings, Lender lender, InstantSource clock) {
        this.settings = settings;
        this.lender = lender;
        this.clock = clock;
        this.qos = new QosController(settings.qos());
    }

    /** Starts to look; the agent must have recovered. */
    public void start() {
        thread = Optional.of(VitalThread.start("oversubscription", this::run));
    }

    private void run() {
        try {
            do {
                try {
                    look();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("cannot tell what may be given besides the agent's own resources, trying again", e);
                }
            } while (!stop.await(settings.every().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.error("interrupted: what was given besides the agent's own resources is not taken back any more", e);
        }
    }

    /** Looks once. While it cannot tell what can be given, nothing more is given than is held, and nothing is taken back. */
    void look() throws IOException {
        List<Holding> holdings;
        try {
            holdings = lender.holdings().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException("what is held is not known", e);
        }
        var estimate = settings.estimator().estimate(holdings, clock.instant());
        say(estimate.orElseGet(() -> held(holdings)));
        var load = settings.qos().looksAtLoad() ? Optional.of(Load.now()) : Optional.<Load>empty();
        ending.retainAll(holdings.stream().map(Holding::holder).toList());
        for (var correction : qos.correct(holdings, estimate, load)) {
            if (ending.add(correction.holder())) {
                LOG.info("{} is ended: {}", correction.holder(), correction.why());
            }
            lender.preempt(correction.holder(), correction.why());
        }
    }

    private void say(Resources revocable) {
        if (said.filter(revocable::equals).isEmpty()) {
            LOG.info("given besides the agent's own resources: {}", revocable.isEmpty() ? "nothing" : revocable);
            said = Optional.of(revocable);
        }
        lender.oversubscribe(revocable);
    }

    private static Resources held(List<Holding> holdings) {
        var held = Resources.empty();
        for (var holding : holdings) {
            held = held.plus(holding.resources().revocable());
        }
        return held;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            if (thread.isPresent()) {
                thread.get().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
