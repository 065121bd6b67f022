package io.boreas.agent.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How an agent gets images from registries.
 *
 * @param registries that it may ask, {@code [http://|https://]HOST[:PORT]} each; empty for none
 * @param standard the one of them that has the images whose names say none; empty for none
 * @param credentials a {@code config.json} as Docker writes it
 * @param authorities whose certificates are believed, in PEM; empty for those of the JVM
 * @param parallelMax images that are pulled at the same time, 1 to 100
 * @param connectTimeout how long a registry may take to take a connection, 1 s to 10 min
 * @param stallTimeout how long nothing may come, 100 ms to 1 h
 * @param timeout how long one image may take at all, 1 s to 7 days
 * @param progressEvery how often people are told how far it is, 100 ms to 1 h
 */
public record RegistrySettings(
        List<String> registries,
        String standard,
        Optional<Path> credentials,
        Optional<Path> authorities,
        int parallelMax,
        Duration connectTimeout,
        Duration stallTimeout,
        Duration timeout,
        Duration progressEvery) {
    /** No registry is asked for anything. */
    public static final RegistrySettings NONE = new RegistrySettings(
            List.of(),
            "",
            Optional.empty(),
            Optional.empty(),
            2,
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofHours(2),
            Duration.ofSeconds(5));

    public RegistrySettings {
        registries = List.copyOf(registries);
        registries.forEach(Registry::parse);
        check("images that are pulled at the same time", parallelMax, 1, 100);
        check("the connect timeout of registries in ms", connectTimeout.toMillis(), 1_000, 600_000);
        check("the stall timeout of registries in ms", stallTimeout.toMillis(), 100, 3_600_000);
        check("the timeout of pulling an image in ms", timeout.toMillis(), 1_000, 604_800_000);
        check("the pause between words on a pull's progress in ms", progressEvery.toMillis(), 100, 3_600_000);
        if (!standard.isEmpty() && find(registries, standard).isEmpty()) {
            throw new IllegalArgumentException("the registry " + standard + " (boreas.agent.images.registry) has to be"
                    + " among those that may be asked (boreas.agent.images.registries)");
        }
    }

    /**
     * Whether the files that are named can be used, as far as that is known before a registry is asked.
     *
     * @throws IllegalArgumentException if one cannot, with what to do
     */
    public void check() {
        try {
            if (authorities.isPresent()) {
                Authorities.believed(authorities.get());
            }
            for (var registry : registries) {
                if (credentials.isPresent()) {
                    RegistryLogin.read(credentials.get(), Registry.parse(registry));
                }
            }
        } catch (ImageException e) {
            throw new IllegalArgumentException(e.why(), e);
        }
    }

    /** The registry of this name, if it may be asked. */
    Optional<Registry> find(String name) {
        return find(registries, name);
    }

    private static Optional<Registry> find(List<String> registries, String name) {
        return registries.stream()
                .map(Registry::parse)
                .filter(registry -> registry.name().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static void check(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": " + min + " to " + max + ", not " + value);
        }
    }
}
