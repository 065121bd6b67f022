package io.boreas.core.agent;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names frameworks' tasks have in the cell. A framework's task ids are its own, so two frameworks may use the same; in
 * the cell, and on agents, each is {@code task@framework}.
 */
public final class TaskKeys {
    private TaskKeys() {}

    /** The name of a framework's task. Different tasks have different names; what would be too long is hashed. */
    public static TaskId of(FrameworkId framework, TaskId task) {
        // The last @ divides the two, for the framework's part has none of its own.
        var owner = framework.value().replace("%", "%25").replace("@", "%40").replace("~", "%7E");
        var name = task + "@" + owner;
        return new TaskId(name.length() <= TaskId.LENGTH_MAX ? name : digest(name) + "@~");
    }

    private static String digest(String name) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
