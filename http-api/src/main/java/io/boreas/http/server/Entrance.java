package io.boreas.http.server;

import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.mesos.wire.Refusal;
import io.boreas.http.security.Realm;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Lets requests in, or refuses them before anything else of them is looked at. */
final class Entrance {
    private final Authentication authentication;
    private final OriginGuard guard;

    Entrance(Authentication authentication, OriginGuard guard) {
        this.authentication = authentication;
        this.guard = guard;
    }

    /**
     * Who asks; nobody by name if the realm is open.
     *
     * @throws ShutOut 401 or 403
     * @throws io.boreas.http.problem.ProblemException 403 if it comes from a foreign page
     */
    Optional<String> principal(HttpRequest request, Realm realm) {
        guard.check(request);
        var access =
                authentication.admit(realm, request.getHeader("Authorization").map(HttpHeader::value));
        if (access instanceof Access.Granted(var principal)) {
            return principal;
        }
        throw new ShutOut(access.refusal().orElseThrow());
    }

    /** What whoever was let in may do. */
    Permissions permissions(Optional<String> principal) {
        return authentication.permissions(principal);
    }

    /** A request that may not come in. */
    static final class ShutOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        ShutOut(Refusal refusal) {
            super(refusal.text(), null, false, false);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }
}
