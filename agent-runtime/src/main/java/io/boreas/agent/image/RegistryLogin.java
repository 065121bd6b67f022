package io.boreas.agent.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;

/** As whom a registry is asked. It is not shown. */
record RegistryLogin(String user, String password) {
    private static final int BYTES_MAX = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SETTING = "boreas.agent.images.credentials";

    /**
     * What a {@code config.json} of Docker says of a registry: a user and a password, under {@code auths}. Programs that it names are not run.
     *
     * @throws ImageException if others than its owner may read it, or it cannot be understood; the message has nothing of what is in it
     */
    static Optional<RegistryLogin> read(Path file, Registry registry) throws ImageException {
        var auths = tree(file).path("auths");
        for (var entry : auths.properties()) {
            if (registry.isMeantBy(entry.getKey())) {
                return Optional.of(of(file, entry.getValue(), registry));
            }
        }
        return Optional.empty();
    }

    private static JsonNode tree(Path file) throws ImageException {
        try {
            var others = EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);
            var permissions = Files.getPosixFilePermissions(file);
            others.retainAll(permissions);
            if (!others.isEmpty()) {
                throw new ImageException(SETTING + " names " + file
                        + ", which others than its owner may read or change ("
                        + PosixFilePermissions.toString(permissions) + "): it holds secrets, so run chmod 600 " + file);
            }
            try (var in = Files.newInputStream(file)) {
                var bytes = in.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) {
                    throw new ImageException(
                            SETTING + " names " + file + ", which has more than " + BYTES_MAX + " bytes");
                }
                return JSON.readTree(bytes);
            }
        } catch (JsonProcessingException secret) {
            // what it complains of is in the file
            throw new ImageException(SETTING + " names " + file + ", which is no JSON");
        } catch (IOException e) {
            throw new ImageException(SETTING + " names " + file + ", which cannot be read: " + e, e);
        }
    }

    private static RegistryLogin of(Path file, JsonNode said, Registry registry) throws ImageException {
        var user = said.path("username").asText("");
        var password = said.path("password").asText("");
        var auth = said.path("auth").asText("");
        if (!auth.isEmpty()) {
            var decoded = decoded(auth);
            int colon = decoded.indexOf(':');
            user = decoded.substring(0, Math.max(0, colon));
            password = decoded.substring(colon + 1);
        }
        if (user.isEmpty()) {
            throw new ImageException(SETTING + " names " + file + ", which has no user and password of "
                    + registry.name() + "; programs that keep them and identity tokens are not used");
        }
        return new RegistryLogin(user, password);
    }

    private static String decoded(String auth) {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException none) {
            return "";
        }
    }

    /** The value of the header that says it. */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "RegistryLogin";
    }
}
