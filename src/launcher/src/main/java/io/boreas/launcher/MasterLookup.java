package io.boreas.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.boreas.agent.link.MasterAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks masters' HTTP doors where agents dial: people configure one address for everything. */
final class MasterLookup {
    private static final Logger LOG = LoggerFactory.getLogger(MasterLookup.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int COMPLAIN_EVERY = 10;

    private static final Duration ABSENT_PAUSE = Duration.ofSeconds(5);

    private final List<URI> doors;
    private final Optional<SSLContext> tls;
    private final Set<URI> absent = new LinkedHashSet<>();

    /**
     * @param tls whom to believe where a door speaks HTTPS; empty for whom this Java believes
     * @throws IllegalArgumentException if one of them is no HTTP address
     */
    MasterLookup(List<String> urls, Optional<SSLContext> tls) {
        this.tls = tls;
        this.doors = urls.stream().map(MasterLookup::door).toList();
    }

    private static URI door(String url) {
        var uri = URI.create(url.strip());
        if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().startsWith("http")) {
            throw new IllegalArgumentException(
                    "--master is an address such as http://127.0.0.1:5050, not \"" + url + "\"");
        }
        return uri;
    }

    /** Their hosts, with no port that anybody dials. */
    List<MasterAddress> unasked() {
        return doors.stream().map(door -> new MasterAddress(door.getHost(), 1)).toList();
    }

    /** Tries the doors in turn until at least one has answered; an agent that starts before its master waits for it. */
    List<MasterAddress> await() throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            var found = new ArrayList<MasterAddress>();
            for (var door : doors) {
                try {
                    found.add(new MasterAddress(door.getHost(), linkPort(door)));
                    absent.remove(door);
                } catch (IOException e) {
                    absent.add(door);
                    if (attempt % COMPLAIN_EVERY == 0) {
                        LOG.warn("no master at {} yet, trying again: {}", door, why(e));
                    }
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Goes on asking those that have not answered, and says of each when it has. */
    void keepLooking(Consumer<MasterAddress> found) {
        Thread.ofPlatform().daemon().name("master-lookup").start(() -> {
            try {
                while (!absent.isEmpty()) {
                    Thread.sleep(ABSENT_PAUSE);
                    for (var door : List.copyOf(absent)) {
                        try {
                            found.accept(new MasterAddress(door.getHost(), linkPort(door)));
                            absent.remove(door);
                        } catch (IOException e) {
                            LOG.debug("no master at {} yet: {}", door, why(e));
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private String why(IOException failure) {
        if (!(failure instanceof SSLException)) {
            return failure.toString();
        }
        return "no TLS: " + failure.getMessage()
                + (tls.isPresent()
                        ? "; its certificate has to be for the host in --master, and of one of boreas.tls.authorities"
                        : "; this agent has no boreas.tls, which such a master asks of agents");
    }

    private int linkPort(URI door) throws IOException, InterruptedException {
        var builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        tls.ifPresent(builder::sslContext);
        try (var client = builder.build()) {
            var request = HttpRequest.newBuilder(door.resolve("/boreas/v1/version"))
                    .timeout(TIMEOUT)
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());
            var port = new ObjectMapper().readTree(answer.body()).path("linkPort");
            if (answer.statusCode() != 200 || !port.isInt()) {
                throw new IOException("it answers " + answer.statusCode() + ", but not as a master of Boreas");
            }
            return port.asInt();
        }
    }
}
