package io.boreas.launcher;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.guardian.Master;
import io.boreas.actors.guardian.MasterSettings;
import io.boreas.actors.membership.ClusterSettings;
import io.boreas.actors.time.Clocks;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.http.server.HttpSettings;
import io.boreas.launcher.process.Doors;
import io.boreas.launcher.process.Store;
import io.boreas.launcher.process.Version;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** A master with its doors and its journal, put together. */
final class MasterProcess implements AutoCloseable {

    private final Master master;
    private final Doors doors;

    /** While it started, the other masters turned out to be a cell without it, or gave it up: it has to begin anew. */
    static final class UnwantedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnwantedException(Throwable cause) {
            super("this master is no member of the cell", cause);
        }
    }

    private MasterProcess(Master master, Doors doors) {
        this.master = master;
        this.doors = doors;
    }

    /**
     * Starts it; it may still be replaying its journal when this returns.
     *
     * @throws io.boreas.config.SettingsException if the settings cannot be used
     * @throws UnwantedException if it may be started again at once
     * @throws RuntimeException if a port or the journal's directory is taken, or the store cannot be used; what was started is stopped again
     */
    static MasterProcess start(Settings settings) {
        var masterSettings = settings.checked(MasterSettings::from);
        var httpSettings =
                settings.checked(all -> HttpSettings.from(all.config().getConfig("boreas.http")));
        if (masterSettings.tls().isEmpty() && !httpSettings.insecure()) {
            requirePrivateLink(settings.config().getString("boreas.link.host"));
            requirePrivateCluster(masterSettings.cluster());
        }
        var store = settings.checked(Store::of);
        requireShared(store, masterSettings.cluster());
        store.check();
        var random = RandomGenerator.getDefault();
        var clocks = Clocks.of(
                RehearsedClock.of(settings.config().getString("boreas.rehearsal.clock-file")), System::nanoTime);
        var master = Master.start(
                store.config(),
                masterSettings,
                new ProtobufLinkCodec(),
                store::feed,
                clocks,
                bound -> random.nextLong(bound),
                UUID.randomUUID().toString(),
                Version.current());
        try {
            var doors = Doors.open(
                    master.system(),
                    master.cell(),
                    master.frameworks(),
                    httpSettings,
                    master.tls().map(Tls::context));
            return new MasterProcess(master, doors);
        } catch (RuntimeException e) {
            boolean unwanted = master.isEnding();
            master.close();
            throw unwanted ? new UnwantedException(e) : e;
        }
    }

    /** Whoever reaches the port that agents dial can be an agent, and is sent what tasks are to run. */
    private static void requirePrivateLink(String host) {
        if (!isLoopback("boreas.link.host", host)) {
            throw new IllegalArgumentException("boreas.link.host is " + host
                    + ", which other machines can reach, and agents are not authenticated: whoever connects could be one."
                    + " Give masters and agents certificates (boreas.tls); or keep the port in a network of your own or in a"
                    + " tunnel, and say --insecure (boreas.http.insecure = true); the HTTP doors ask for credentials all the"
                    + " same where that is switched on.");
        }
    }

    /** Whoever reaches the port of the other masters in the clear can be a master. */
    private static void requirePrivateCluster(ClusterSettings cluster) {
        if (!isLoopback("boreas.cluster.host", cluster.host())) {
            throw new IllegalArgumentException("boreas.cluster.host is " + cluster.host()
                    + ", which other machines can reach, and without boreas.tls masters speak in the clear: whoever connects"
                    + " could be one. Give them certificates (boreas.tls); or keep the port in a network of your own or in a"
                    + " tunnel, and say --insecure (boreas.http.insecure = true).");
        }
    }

    private static void requireShared(Store store, ClusterSettings cluster) {
        if (!cluster.isAlone() && store instanceof Store.Embedded) {
            throw new IllegalArgumentException(
                    "boreas.cluster.masters names several masters, and boreas.store is embedded: files of"
                            + " one master. Masters share a journal: set boreas.store to cassandra or postgresql.");
        }
    }

    private static boolean isLoopback(String key, String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(key + " is \"" + host + "\", which is no address known here", e);
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
        master.close();
    }
}
