package io.boreas.http.security;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks tokens that somebody signed with a secret that is known here: JSON Web Tokens with HMAC-SHA256, and no other algorithm
 * whatever a token says of itself. A token must say when it expires; its subject is the principal.
 *
 * <p>Source: RFC 7519, and RFC 8725 on what goes wrong with it.
 */
public final class Tokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TOKEN_LENGTH_MAX = 8_192;

    /** Source: RFC 7518, section 3.2. */
    private static final int SECRET_BYTES_MIN = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SecretKeySpec secret;
    private final InstantSource clock;

    private Tokens(byte[] secret, InstantSource clock) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.clock = clock;
    }

    /**
     * Reads the secret: all bytes of a file but a line's end after them.
     *
     * @param setting what names it, for messages
     * @throws IllegalArgumentException if it cannot be used
     */
    public static Tokens read(Path file, String setting, InstantSource clock) {
        var bytes = SecretFile.read(file, setting);
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        if (end < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException(setting + " names " + file + ", a secret of " + end
                    + " bytes: whoever has a token could guess it, so it must have at least " + SECRET_BYTES_MIN);
        }
        return new Tokens(Arrays.copyOf(bytes, end), clock);
    }

    /** What a good token says. */
    sealed interface Shown {
        record By(String principal) implements Shown {}

        /** It is valid, but says nobody's name. */
        record Nameless() implements Shown {}

        record Invalid() implements Shown {}
    }

    Shown check(String token) {
        var parts = token.split("\\.", -1);
        if (token.length() > TOKEN_LENGTH_MAX || parts.length != 3) {
            return new Shown.Invalid();
        }
        try {
            // Nothing of a token is looked at before its signature is known to be right, but the algorithm it claims.
            var decoder = Base64.getUrlDecoder();
            var header = MAPPER.readTree(decoder.decode(parts[0]));
            boolean plain = header.path("alg").asText().equals("HS256") && !header.has("crit");
            var signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            if (!plain || !MessageDigest.isEqual(signature(signed), decoder.decode(parts[2]))) {
                return new Shown.Invalid();
            }
            return claims(MAPPER.readTree(decoder.decode(parts[1])));
        } catch (IOException | IllegalArgumentException e) {
            return new Shown.Invalid(); // what cannot be read is as good as no token
        }
    }

    private Shown claims(JsonNode claims) {
        double now = clock.millis() / 1_000.0;
        var expires = claims.path("exp");
        var begins = claims.path("nbf");
        boolean inTime = expires.isNumber() && now < expires.doubleValue();
        boolean begun = begins.isMissingNode() || (begins.isNumber() && begins.doubleValue() <= now);
        if (!inTime || !begun) {
            return new Shown.Invalid();
        }
        return Optional.ofNullable(claims.path("sub").textValue())
                .filter(Credentials::isPrincipal)
                .<Shown>map(Shown.By::new)
                .orElseGet(Shown.Nameless::new);
    }

    private byte[] signature(byte[] signed) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
