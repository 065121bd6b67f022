package io.boreas.http.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Principals and their secrets, of which only digests are kept: {@code {"credentials": [{"principal": …, "secret": …}]}}.
 * Immutable.
 *
 * <p>Source: Mesos 1.11, {@code --credentials} and {@code --http_credentials}.
 */
public final class Credentials {
    private static final int PRINCIPAL_LENGTH_MAX = 255;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Map<String, byte[]> digests;

    private Credentials(Map<String, byte[]> digests) {
        this.digests = digests;
    }

    /**
     * Reads a file.
     *
     * @param setting what names it, for messages
     * @throws IllegalArgumentException if it cannot be used; the message names no secret
     */
    public static Credentials read(Path file, String setting) {
        var named = setting + " names " + file + ", in which ";
        var listed = tree(SecretFile.read(file, setting), named).path("credentials");
        if (!listed.isArray()) {
            throw new IllegalArgumentException(named + "there is no list \"credentials\"");
        }
        var digests = new TreeMap<String, byte[]>();
        for (var credential : listed) {
            var principal = credential.path("principal");
            var secret = credential.path("secret");
            var which = named + "credential " + (digests.size() + 1);
            if (!principal.isTextual() || !isPrincipal(principal.textValue())) {
                throw new IllegalArgumentException(which + " has no \"principal\" of 1 to " + PRINCIPAL_LENGTH_MAX
                        + " characters, none of them a colon or invisible");
            }
            if (!secret.isTextual() || secret.textValue().isEmpty()) {
                throw new IllegalArgumentException(which + " has no \"secret\"");
            }
            if (digests.put(principal.textValue(), digest(secret.textValue())) != null) {
                throw new IllegalArgumentException(which + " is of a principal that was there before");
            }
        }
        if (digests.isEmpty()) {
            throw new IllegalArgumentException(named + "there is no credential: nobody could come in");
        }
        return new Credentials(digests);
    }

    private static JsonNode tree(byte[] bytes, String named) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            // Its message and its cause would quote the file.
            throw new IllegalArgumentException(named + "line " + e.getLocation().getLineNr() + " is not valid JSON");
        } catch (IOException e) {
            throw new IllegalArgumentException(named + "there is no JSON");
        }
    }

    /** Whether a text can be a principal: it is written into the journal, and stands before a colon. */
    static boolean isPrincipal(String text) {
        return !text.isEmpty()
                && text.length() <= PRINCIPAL_LENGTH_MAX
                && text.chars().noneMatch(c -> c == ':' || Character.isISOControl(c));
    }

    /** Who shows these, the part of {@code Authorization: Basic} in base64; empty if they are not right. */
    Optional<String> principal(String basic) {
        String shown;
        try {
            shown = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = shown.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        var principal = shown.substring(0, colon);
        var known = digests.get(principal);
        var digest = digest(shown.substring(colon + 1));
        // Digests of all secrets are equally long, and those that nobody has are compared as well.
        boolean same = MessageDigest.isEqual(known == null ? new byte[digest.length] : known, digest);
        return known != null && same ? Optional.of(principal) : Optional.empty();
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
