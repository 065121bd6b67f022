package io.boreas.agent.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image says of how it is run. Source: OCI image specification 1.1, "config".
 *
 * @param environment {@code NAME=VALUE} each
 * @param entrypoint the program and its first arguments
 * @param cmd the arguments after them, or, without them, the program and its arguments
 * @param folder where it runs; empty for anywhere
 * @param user {@code USER[:GROUP]}, names or numbers; empty for root
 * @param layers digests of what its layers are unpacked, from the lowest
 */
public record ImageConfig(
        List<String> environment,
        List<String> entrypoint,
        List<String> cmd,
        String folder,
        String user,
        List<String> layers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ImageConfig {
        environment = List.copyOf(environment);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        layers = List.copyOf(layers);
    }

    /** The words it runs if nobody says otherwise. */
    public List<String> command() {
        var words = new ArrayList<>(entrypoint);
        words.addAll(cmd);
        return words;
    }

    static ImageConfig parse(byte[] text) throws ImageException {
        var all = tree(text, "its configuration");
        var config = all.path("config");
        return new ImageConfig(
                texts(config.path("Env")),
                texts(config.path("Entrypoint")),
                texts(config.path("Cmd")),
                config.path("WorkingDir").asText(""),
                config.path("User").asText(""),
                texts(all.path("rootfs").path("diff_ids")));
    }

    /** JSON as a tree. */
    static JsonNode tree(byte[] text, String what) throws ImageException {
        try {
            var tree = JSON.readTree(text);
            if (tree == null || tree.isMissingNode()) {
                throw new ImageException(what + " is empty");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new ImageException(what + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ImageException(what + " cannot be read: " + e.getMessage(), e);
        }
    }

    static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
