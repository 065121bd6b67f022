package io.boreas.launcher;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.guardian.Master;
import io.boreas.actors.time.Clocks;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.launcher.process.Doors;
import io.boreas.launcher.process.RetentionTimer;
import io.boreas.launcher.process.Version;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** A master with its doors and its journal, put together. */
final class MasterProcess implements AutoCloseable {

    private final Master master;
    private final Doors doors;
    private final Optional<RetentionTimer> retention;

    /** While it started, the other masters turned out to be a cell without it, or gave it up: it has to begin anew. */
    static final class UnwantedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnwantedException(Throwable cause) {
            super("this master is no member of the cell", cause);
        }
    }

    private MasterProcess(Master master, Doors doors, Optional<RetentionTimer> retention) {
        this.master = master;
        this.doors = doors;
        this.retention = retention;
    }

    /**
     * Starts it; it may still be replaying its journal when this returns.
     *
     * @throws io.boreas.config.SettingsException if the settings cannot be used
     * @throws UnwantedException if it may be started again at once
     * @throws RuntimeException if a port or the journal's directory is taken, or the store cannot be used; what was started is stopped again
     */
    static MasterProcess start(Settings settings) {
        var plan = MasterPlan.of(settings);
        plan.store().check();
        var random = RandomGenerator.getDefault();
        var clocks = Clocks.of(
                RehearsedClock.of(settings.config().getString("boreas.rehearsal.clock-file")), System::nanoTime);
        var master = Master.start(
                plan.store().config(),
                plan.master(),
                new ProtobufLinkCodec(),
                plan.store()::feed,
                clocks,
                bound -> random.nextLong(bound),
                UUID.randomUUID().toString(),
                Version.current());
        try {
            var doors = Doors.open(
                    master.system(),
                    master.cell(),
                    master.frameworks(),
                    plan.http(),
                    master.tls().map(Tls::context));
            var groups = plan.master().groups();
            var retention = RetentionTimer.of(plan.store().retained(master.system()), groups, clocks, master::isOldest);
            return new MasterProcess(master, doors, retention);
        } catch (RuntimeException e) {
            boolean unwanted = master.isEnding();
            master.close();
            throw unwanted ? new UnwantedException(e) : e;
        }
    }

    /** What runs it. */
    ClassicActorSystemProvider system() {
        return master.system();
    }

    Cell cell() {
        return master.cell();
    }

    /** Where clients reach it. */
    String url() {
        return doors.url();
    }

    /** What its clients need to reach it over HTTPS; empty if it speaks HTTP. */
    Optional<SSLContext> tls() {
        return master.tls().map(Tls::context);
    }

    /** Returns when it has stopped: because it was closed, or because the other masters have given it up. */
    void awaitEnd() {
        master.whenStopped().toCompletableFuture().join();
    }

    /** Lets requests end that are being answered, then stops. */
    @Override
    public void close() {
        doors.close();
        retention.ifPresent(RetentionTimer::close);
        master.close();
    }
}
