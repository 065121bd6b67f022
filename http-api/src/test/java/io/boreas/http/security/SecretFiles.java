package io.boreas.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Files of secrets, and what a client makes of them. */
public final class SecretFiles {
    public static final String OPS_SECRET = "open-sesame-of-ops";
    public static final String TOKEN_SECRET = "thirty-two bytes are not too many";

    private final Path folder;

    public SecretFiles(Path folder) {
        this.folder = folder;
    }

    /** A file with these permissions, such as {@code rw-------}. */
    public Path file(String name, String text, String permissions) {
        try {
            var file = Files.writeString(folder.resolve(name), text);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Settings with which these realms are guarded, by credentials of "ops" and "web", and by tokens. */
    public String settings(String... realms) {
        var credentials = file(
                "credentials.json",
                "{\"credentials\":[{\"principal\":\"ops\",\"secret\":\"" + OPS_SECRET
                        + "\"},{\"principal\":\"web\",\"secret\":\"webs:own secret é\"}]}",
                "rw-r-----");
        var secret = file("token-secret", TOKEN_SECRET + "\n", "rw-------");
        var settings = new StringBuilder("authentication.credentials = \"" + credentials
                + "\"\nauthentication.token-secret = \"" + secret + "\"\n");
        for (var realm : realms) {
            settings.append("authentication.").append(realm).append(" = true\n");
        }
        return settings.toString();
    }

    public static String basic(String principal, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((principal + ":" + secret).getBytes(UTF_8));
    }

    public static String bearer(String claims) {
        return "Bearer " + token("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, TOKEN_SECRET);
    }

    static String token(String header, String claims, String secret) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var signed =
                encoder.encodeToString(header.getBytes(UTF_8)) + "." + encoder.encodeToString(claims.getBytes(UTF_8));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return signed + "." + encoder.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
