package io.boreas.agent.executor;

import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.id.FrameworkId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What executors show to be heard: a JSON Web Token with their ids, signed with a key that lives in the agent's work directory.
 * Source: Mesos, the executor secret generator (claims {@code fid}, {@code eid}, {@code cid}; HMAC-SHA256).
 */
final class ExecutorTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final String HEAD = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    /** Before the first of the claims. */
    private static final String CONTAINER = "{\"cid\":";

    private final SecretKeySpec key;

    private ExecutorTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Reads the key of a work directory; a new one is made if there is none. */
    static ExecutorTokens open(Path folder) throws IOException {
        var file = folder.resolve("executor-key");
        if (!Files.exists(file)) {
            var fresh = folder.resolve("executor-key.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            var bytes = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(bytes);
            Files.write(fresh, bytes);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        var bytes = Files.readAllBytes(file);
        if (bytes.length != KEY_BYTES) {
            throw new IOException("the key in " + file + " is damaged: delete it, and executors must be started anew");
        }
        return new ExecutorTokens(bytes);
    }

    /** The token of an executor. */
    String of(HeldExecutor held) {
        var claims = CONTAINER + quoted(held.container()) + ",\"eid\":"
                + quoted(held.run().key().executor()) + ",\"fid\":"
                + quoted(held.run().key().framework().value()) + "}";
        var signed = HEAD + "." + encoded(claims);
        return signed + "." + signature(signed);
    }

    /** Whether this agent made the token, for whichever executor. */
    boolean isOurs(String token) {
        int end = token.lastIndexOf('.');
        return end > 0 && equal(signature(token.substring(0, end)), token.substring(end + 1));
    }

    /** The container of the executor for which this agent made the token; empty of what it did not make. */
    Optional<ContainerName> container(String token) {
        if (!isOurs(token)) {
            return Optional.empty();
        }
        var claims = claims(token);
        // a name of our own making, in which nothing is to be escaped
        int from = CONTAINER.length() + 1;
        int to = claims.indexOf('"', from);
        return claims.startsWith(CONTAINER) && to > from
                ? Optional.of(new ContainerName(claims.substring(from, to), Optional.empty()))
                : Optional.empty();
    }

    private static String claims(String token) {
        int from = token.indexOf('.') + 1;
        int to = token.lastIndexOf('.');
        return from > to
                ? ""
                : new String(Base64.getUrlDecoder().decode(token.substring(from, to)), StandardCharsets.UTF_8);
    }

    /** Whether the token was made for this executor. */
    boolean isOf(HeldExecutor held, String token) {
        return equal(of(held), token);
    }

    /**
     * Whether a token of this agent names other ids than these: so much can be said even of an executor that is not held.
     */
    static boolean isForeign(ExecutorKey caller, String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return true;
        }
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        FrameworkId framework = caller.framework();
        return !claims.contains("\"eid\":" + quoted(caller.executor()) + ",\"fid\":" + quoted(framework.value()) + "}");
    }

    private String signature(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text as JSON; what is not plain is escaped. */
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
