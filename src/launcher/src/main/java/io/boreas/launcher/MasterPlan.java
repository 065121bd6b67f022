package io.boreas.launcher;

import io.boreas.actors.guardian.MasterSettings;
import io.boreas.actors.guardian.Whitelist;
import io.boreas.actors.membership.ClusterSettings;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.http.BoreasServer;
import io.boreas.http.server.HttpSettings;
import io.boreas.launcher.process.Store;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * What a master is told, and what is wrong with it as far as that is known before anything starts.
 *
 * @param store where its journal is; whether it answers is not known yet
 */
record MasterPlan(MasterSettings master, HttpSettings http, Store store) {
    /**
     * Reads the settings.
     *
     * @throws io.boreas.config.SettingsException if they cannot be used
     * @throws IllegalArgumentException if they do not go together, or open what nothing guards
     */
    static MasterPlan of(Settings settings) {
        var master = settings.checked(MasterSettings::from);
        var http = settings.checked(all -> HttpSettings.from(all.config().getConfig("boreas.http")));
        if (master.tls().isEmpty() && !http.insecure()) {
            requirePrivateLink(settings.config().getString("boreas.link.host"));
            requirePrivateCluster(master.cluster());
        }
        var store = settings.checked(Store::of);
        requireShared(store, master.cluster());
        return new MasterPlan(store.isShared() ? master.withoutThinning() : master, http, store);
    }

    /**
     * The same, when the files that it names were read and found good: certificates, the whitelist, secrets, passwords and access control lists.
     *
     * @throws RuntimeException if one of them cannot be used, or the doors would be open to other machines
     */
    MasterPlan tried() {
        master.tls().ifPresent(Tls::load);
        master.allocator().whitelist().ifPresent(Whitelist::open);
        BoreasServer.check(http);
        store.tryFiles();
        return this;
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
        if (!cluster.isAlone() && !store.isShared()) {
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
}
