package io.boreas.http.security;

import io.boreas.http.mesos.acl.AccessList;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.server.Authentication;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells who asks by {@code Authorization}: Basic with a credential, or Bearer with a token. Thread-safe. */
public final class Authenticator implements Authentication {
    private final Set<Realm> realms;
    private final Optional<Credentials> credentials;
    private final Optional<Tokens> tokens;
    private final AccessList list;

    private Authenticator(
            Set<Realm> realms, Optional<Credentials> credentials, Optional<Tokens> tokens, AccessList list) {
        this.realms = realms;
        this.credentials = credentials;
        this.tokens = tokens;
        this.list = list;
    }

    /**
     * Reads what the settings name.
     *
     * @throws IllegalArgumentException if a file cannot be used
     */
    public static Authenticator of(AuthenticationSettings settings, InstantSource clock) {
        return of(settings, AccessList.OPEN, clock);
    }

    /** The same with what principals may do. */
    public static Authenticator of(AuthenticationSettings settings, AccessList list, InstantSource clock) {
        return new Authenticator(
                settings.realms(),
                settings.credentials().map(file -> Credentials.read(file, settings.path() + ".credentials")),
                settings.tokenSecret().map(file -> Tokens.read(file, settings.path() + ".token-secret", clock)),
                list);
    }

    @Override
    public Access admit(Realm realm, Optional<String> authorization) {
        if (!realms.contains(realm)) {
            return new Access.Granted(Optional.empty());
        }
        return authorization.map(value -> shown(value, realm)).orElseGet(() -> refusal(realm));
    }

    @Override
    public Permissions permissions(Optional<String> principal) {
        return new Permissions(list, principal);
    }

    private Access shown(String authorization, Realm realm) {
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return refusal(realm);
        }
        var scheme = authorization.substring(0, space);
        var value = authorization.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Basic")) {
            return credentials
                    .flatMap(known -> known.principal(value))
                    .<Access>map(principal -> new Access.Granted(Optional.of(principal)))
                    .orElseGet(() -> refusal(realm));
        }
        if (scheme.equalsIgnoreCase("Bearer") && tokens.isPresent()) {
            return switch (tokens.get().check(value)) {
                case Tokens.Shown.By(var principal) -> new Access.Granted(Optional.of(principal));
                case Tokens.Shown.Nameless nameless -> new Access.Nameless();
                case Tokens.Shown.Invalid invalid -> refusal(realm);
            };
        }
        return refusal(realm);
    }

    private Access refusal(Realm realm) {
        var challenges = new ArrayList<String>(2);
        credentials.ifPresent(known -> challenges.add("Basic realm=\"" + realm.text() + "\""));
        tokens.ifPresent(known -> challenges.add("Bearer realm=\"" + realm.text() + "\""));
        return new Access.Unauthenticated(List.copyOf(challenges));
    }
}
