package io.boreas.http.security;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code authentication} below {@code boreas.http} and {@code boreas.agent.http}: where requests must say who they are, and how
 * they can.
 *
 * @param path of the settings, for messages
 * @param realms in which they must
 * @param credentials file of principals and secrets
 * @param tokenSecret file of the secret that tokens are signed with
 */
public record AuthenticationSettings(
        String path, Set<Realm> realms, Optional<Path> credentials, Optional<Path> tokenSecret) {
    public AuthenticationSettings {
        realms = Set.copyOf(realms);
        if (!realms.isEmpty() && credentials.isEmpty() && tokenSecret.isEmpty()) {
            throw new IllegalArgumentException("requests must be authenticated, but nobody could be: set " + path
                    + ".credentials or " + path + ".token-secret");
        }
    }

    /** Nobody must say who they are. */
    public static AuthenticationSettings none(String path) {
        return new AuthenticationSettings(path, Set.of(), Optional.empty(), Optional.empty());
    }

    /**
     * Reads the settings.
     *
     * @param realms there are
     */
    public static AuthenticationSettings from(Config authentication, String path, Set<Realm> realms) {
        var guarded = EnumSet.noneOf(Realm.class);
        for (var realm : realms) {
            if (authentication.getBoolean(realm.key())) {
                guarded.add(realm);
            }
        }
        return new AuthenticationSettings(
                path, guarded, file(authentication, "credentials"), file(authentication, "token-secret"));
    }

    private static Optional<Path> file(Config authentication, String key) {
        return Optional.of(authentication.getString(key))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    /** What of these is open to everybody, as the settings name it; empty if nothing is. */
    public String open(Set<Realm> all) {
        return String.join(
                ", ",
                all.stream()
                        .filter(realm -> !realms.contains(realm))
                        .map(realm -> path + "." + realm.key())
                        .toList());
    }
}
