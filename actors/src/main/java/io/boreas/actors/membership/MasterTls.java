package io.boreas.actors.membership;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.config.tls.CertificateNames;
import io.boreas.config.tls.Tls;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * TLS between masters: each shows its certificate. Who dials checks that the other's is for the address that was dialled; who listens, that
 * it is for one of the masters: what agents have is of the same authority, and does not make them masters.
 *
 * <p>Pekko's own providers read keys of RSA alone, or stores that need a password in the settings; and one that fails lets the actor system
 * hang, where this one is given what was read before there is a system.
 */
public final class MasterTls implements SSLEngineProvider {
    private static final Logger LOG = LoggerFactory.getLogger(MasterTls.class);

    private final Tls tls;
    private final List<String> hosts;

    private MasterTls(Tls tls, List<String> hosts) {
        this.tls = tls;
        this.hosts = hosts;
    }

    /**
     * What an actor system is started with.
     *
     * @param config everything else that it is told
     */
    public static ActorSystemSetup setup(Tls tls, ClusterSettings cluster, Config config) {
        var over = ConfigFactory.parseMap(Map.of("pekko.remote.artery.transport", "tls-tcp"), "boreas.tls");
        var provider = new MasterTls(tls, cluster.hosts());
        return ActorSystemSetup.create(
                BootstrapSetup.create(over.withFallback(config)), SSLEngineProviderSetup.create(system -> provider));
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return tls.listening();
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return tls.dialling(hostname, port);
    }

    /** The names were looked at in the handshake. */
    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        try {
            var names = CertificateNames.of((X509Certificate) session.getPeerCertificates()[0]);
            return hosts.stream().anyMatch(names::cover) ? Option.empty() : refused("it is for " + names);
        } catch (SSLPeerUnverifiedException | IllegalArgumentException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    /** Pekko hangs up, and says nothing. */
    private Option<Throwable> refused(String why) {
        var refusal = new SSLPeerUnverifiedException("the certificate of one who dials as a master names none of"
                + " boreas.cluster.masters, " + hosts + ": " + why);
        LOG.warn("connection refused: {}", refusal.getMessage());
        return Option.apply(refusal);
    }
}
