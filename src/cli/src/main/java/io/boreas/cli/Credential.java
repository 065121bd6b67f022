package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;

/** A file that says who asks: {@code {"principal": …, "secret": …}}, as Mesos's {@code --credential}, or {@code {"token": …}}. */
final class Credential {
    private Credential() {}

    /**
     * The value of {@code Authorization} that the file stands for.
     *
     * @throws CliException if it cannot be used; the message says nothing of what is in it
     */
    static String authorization(Path file) {
        JsonNode said;
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw refused(file, "everybody on this machine may read or change it: run chmod 600 " + file);
            }
            said = tree(file);
        } catch (IOException e) {
            throw refused(file, "it cannot be read: " + e);
        }
        if (said.path("token").isTextual()) {
            return "Bearer " + said.path("token").textValue();
        }
        if (!said.path("principal").isTextual() || !said.path("secret").isTextual()) {
            throw refused(file, "it must be {\"principal\": ..., \"secret\": ...} or {\"token\": ...}");
        }
        var shown =
                said.path("principal").textValue() + ":" + said.path("secret").textValue();
        return "Basic " + Base64.getEncoder().encodeToString(shown.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode tree(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        try {
            return JsonMapper.builder().build().readTree(bytes);
        } catch (IOException e) {
            throw refused(file, "it is not valid JSON"); // what is wrong with it would quote the secret
        }
    }

    private static CliException refused(Path file, String why) {
        return new CliException(Exit.INVALID_PARAMETER, "the credential " + file + " cannot be used: " + why);
    }
}
