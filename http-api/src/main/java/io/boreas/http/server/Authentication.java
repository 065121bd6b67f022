package io.boreas.http.server;

import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.security.Realm;
import java.util.Optional;

/** Tells who asks. */
@FunctionalInterface
public interface Authentication {
    /** Whoever reaches the port may come in, and has no name. */
    Authentication ANONYMOUS = (realm, authorization) -> new Access.Granted(Optional.empty());

    /**
     * Whether a request may come in, and who it is.
     *
     * @param realm what it asks for
     * @param authorization value of its header
     */
    Access admit(Realm realm, Optional<String> authorization);

    /** What whoever was let in may do. */
    default Permissions permissions(Optional<String> principal) {
        return Permissions.ALL;
    }
}
