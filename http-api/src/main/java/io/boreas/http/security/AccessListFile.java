package io.boreas.http.security;

import io.boreas.http.mesos.acl.AccessList;
import io.boreas.http.mesos.acl.AccessListReader;
import io.boreas.http.mesos.acl.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code boreas.http.authorization.acls}: a file of Mesos's access control lists. */
public final class AccessListFile {
    private static final Logger LOG = LoggerFactory.getLogger(AccessListFile.class);

    private AccessListFile() {}

    /**
     * Its lists; without a file everybody may do everything. Says in the log what of them will never be asked for.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    public static AccessList read(Optional<Path> named) {
        return read(named, "boreas.http.authorization.acls");
    }

    /**
     * The same, named by another setting.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    public static AccessList read(Optional<Path> named, String setting) {
        if (named.isEmpty()) {
            return AccessList.OPEN;
        }
        var file = named.get();
        AccessList list;
        try {
            list = AccessListReader.read(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " names " + file + ", which cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + " names " + file + ": " + e.getMessage(), e);
        }
        var idle = list.entries().keySet().stream()
                .filter(action -> !action.isEnforced())
                .map(Action::key)
                .collect(Collectors.joining(", "));
        if (!idle.isEmpty()) {
            LOG.warn(
                    "{} names {}: its lists {} decide nothing, for no door here does such things", setting, file, idle);
        }
        return list;
    }
}
