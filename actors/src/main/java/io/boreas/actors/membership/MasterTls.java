package io.boreas.actors.membership;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.boreas.config.Settings;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * TLS between masters: each shows its certificate, and who dials checks that it is for the address that was dialled. Pekko's own
 * providers read keys of RSA alone, or stores that need a password in the settings; and one that fails lets the actor system hang, where
 * this one has been tried before there is a system.
 */
public final class MasterTls implements SSLEngineProvider {
    private final Tls tls;

    /** Made by Pekko, as the configuration says. */
    public MasterTls(ActorSystem system) {
        var settings = Settings.of(system.settings().config()).section("boreas.tls");
        this.tls = TlsSettings.from(settings)
                .map(Tls::load)
                .orElseThrow(() -> new IllegalStateException("there is no boreas.tls"));
    }

    /** What Pekko has to know of it, over everything else that it is told. */
    public static Config over(Config config) {
        return ConfigFactory.parseMap(
                        Map.of(
                                "pekko.remote.artery.transport",
                                "tls-tcp",
                                "pekko.remote.artery.ssl.ssl-engine-provider",
                                MasterTls.class.getName()),
                        "boreas.tls")
                .withFallback(config);
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return tls.listening();
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return tls.dialling(hostname, port);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
