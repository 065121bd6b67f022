package io.boreas.testcluster.bench.cell;

import io.boreas.agent.emulated.EmulatedAgents;
import io.boreas.agent.emulated.EmulatedSettings;
import io.boreas.agent.link.MasterAddress;
import io.boreas.core.resource.Resources;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The process of {@link AgentsJvm}: answers what it is asked on stdin, ends with it. */
final class AgentsMain {
    private AgentsMain() {}

    /**
     * Runs until its stdin ends.
     *
     * @param arguments the masters' link ports with commas between, the number of agents, the resources of each, after how many milliseconds
     *     tasks finish or 0
     */
    public static void main(String[] arguments) throws IOException {
        var masters = Arrays.stream(arguments[0].split(",", -1))
                .map(port -> new MasterAddress("127.0.0.1", Integer.parseInt(port)))
                .toList();
        var settings =
                EmulatedSettings.of(Integer.parseInt(arguments[1]), masters).with(Resources.parse(arguments[2]));
        long finishMillis = Long.parseLong(arguments[3]);
        if (finishMillis > 0) {
            settings = settings.finishingAfter(Duration.ofMillis(finishMillis));
        }
        try (var agents = EmulatedAgents.start(settings, new ProtobufLinkCodec());
                var asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var word = asked.readLine(); word != null; word = asked.readLine()) {
                System.out.println(word + " " + answer(agents, word));
                System.out.flush();
            }
        }
    }

    private static long answer(EmulatedAgents agents, String word) {
        return switch (word) {
            case "connected" -> agents.connected();
            case "running" -> agents.running();
            case "launched" -> agents.launched();
            default -> throw new IllegalArgumentException("asked for " + word);
        };
    }
}
