package io.boreas.testcluster.junit;

import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.Ports;
import io.boreas.drill.cell.TaskProcesses;
import io.boreas.launcher.EmbeddedMaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A master and agents in this JVM, with real sockets, real processes and a journal in a temporary directory. The master keeps its
 * address over restarts. Methods are for one thread.
 *
 * <p>What is stopped here is stopped at once, but in order: nothing that was acknowledged could be lost even if it were
 * not, which a program in the same JVM cannot show. {@link io.boreas.testcluster.cell.SplitCell} has JVMs that are killed.
 */
public final class TestCell implements AutoCloseable {
    public static final int AGENTS_MAX = 20;

    private final Path directory;
    private final Shape shape;
    private final URI url;
    private final int linkPort;
    private final CellClient client;
    private final List<TestAgent> agents = new ArrayList<>();
    private @Nullable EmbeddedMaster master;

    private TestCell(Shape shape) {
        try {
            this.directory = Files.createTempDirectory("boreas-cell-");
        } catch (IOException e) {
            throw new UncheckedIOException("a cell needs a temporary directory", e);
        }
        this.shape = shape;
        int port = Ports.free(2);
        this.url = URI.create("http://127.0.0.1:" + port + "/");
        this.linkPort = port + 1;
        this.client = new CellClient(url);
    }

    /**
     * What a cell consists of.
     *
     * @param resources of each agent, one text for all or one for each
     * @param attributes likewise, or none
     * @param settings by their full names
     */
    public record Shape(int agents, List<String> resources, List<String> attributes, Map<String, String> settings) {
        public Shape {
            resources = List.copyOf(resources);
            attributes = List.copyOf(attributes);
            settings = Map.copyOf(settings);
            if (agents < 1 || agents > AGENTS_MAX) {
                throw new IllegalArgumentException("a test's cell has 1 to " + AGENTS_MAX + " agents, not " + agents);
            }
            if (resources.size() != 1 && resources.size() != agents) {
                throw new IllegalArgumentException("resources are one text for all or one for each of " + agents
                        + " agents, not " + resources.size());
            }
            if (attributes.size() > 1 && attributes.size() != agents) {
                throw new IllegalArgumentException("attributes are none, one text for all or one for each of " + agents
                        + " agents, not " + attributes.size());
            }
        }

        /** One agent with 4 CPUs, and the settings that all cells have. */
        public static Shape standard() {
            return new Shape(1, List.of("cpus:4;mem:4096;disk:4096;ports:[31000-31099]"), List.of(), Map.of());
        }

        static Map<String, String> settings(String... texts) {
            var settings = new TreeMap<String, String>();
            for (var text : texts) {
                int equals = text.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("a setting is name=value, not \"" + text + "\"");
                }
                settings.put(text.substring(0, equals), text.substring(equals + 1));
            }
            return settings;
        }

        Resources resources(int agent) {
            return Resources.parse(resources.get(resources.size() == 1 ? 0 : agent));
        }

        Attributes attributes(int agent) {
            if (attributes.isEmpty()) {
                return Attributes.none();
            }
            return Attributes.parse(attributes.get(attributes.size() == 1 ? 0 : agent));
        }
    }

    /** Starts a cell, and waits until all its agents are linked. Whoever does not use the extension closes it. */
    public static TestCell start(Shape shape) {
        var cell = new TestCell(shape);
        try {
            cell.startMaster();
            for (int number = 0; number < shape.agents(); number++) {
                cell.agents.add(new TestAgent(cell, number));
            }
            cell.agents.forEach(TestAgent::launch);
            cell.agents.forEach(TestAgent::awaitLinked);
            return cell;
        } catch (RuntimeException | AssertionError e) {
            cell.close();
            throw e;
        }
    }

    /** Where frameworks and operators reach the master; the same after each start. */
    public URI url() {
        return url;
    }

    /** Where everything of it is until it is closed. */
    public Path directory() {
        return directory;
    }

    /** Its agents, from 0. */
    public TestAgent agent(int number) {
        return agents.get(number);
    }

    public List<TestAgent> agents() {
        return List.copyOf(agents);
    }

    /** Starts the master after it was stopped, and waits until it answers; the agents find it by themselves. */
    public void startMaster() {
        if (master != null) {
            throw new IllegalStateException("the master runs already");
        }
        var settings = new TreeMap<>(shape.settings());
        settings.put("boreas.http.port", Integer.toString(url.getPort()));
        settings.put("boreas.link.port", Integer.toString(linkPort));
        master = EmbeddedMaster.start(directory.resolve("master"), settings);
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
    }

    /** Stops the master: streams break off, agents and tasks go on. */
    public void stopMaster() {
        if (master == null) {
            throw new IllegalStateException("the master does not run");
        }
        master.close();
        master = null;
    }

    /** Stops the master, starts it on its journal, and waits until the agents that run and are not cut off are linked. */
    public void restartMaster() {
        stopMaster();
        startMaster();
        agents.stream().filter(TestAgent::isReachable).forEach(TestAgent::awaitLinked);
    }

    Shape shape() {
        return shape;
    }

    int linkPort() {
        return linkPort;
    }

    /** Whether the master holds an agent's link. */
    boolean isLinked(String agent) {
        for (var item : client.get("/boreas/v1/agents").json().path("items")) {
            if (item.path("agentId").asText().equals(agent)) {
                return item.path("linked").asBoolean();
            }
        }
        return false;
    }

    /** Stops everything, kills every process of its tasks, and deletes its directory. */
    @Override
    public void close() {
        agents.forEach(TestAgent::close);
        if (master != null) {
            stopMaster();
        }
        client.close();
        new TaskProcesses(directory).killAll();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a cell's directory cannot be deleted", e);
        }
    }
}
