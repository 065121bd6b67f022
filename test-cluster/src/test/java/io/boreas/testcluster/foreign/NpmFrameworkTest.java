package io.boreas.testcluster.foreign;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** mesos-framework: a scheduler for Node.js in JSON, which picks its offers and acknowledges by itself. */
@EnabledIfSystemProperty(named = "test.foreign", matches = "true", disabledReason = "needs Node.js: -Pforeign")
final class NpmFrameworkTest extends SchedulerContract {
    @BeforeAll
    static void install() {
        NodePackages.install();
    }

    @Override
    List<String> command(URI master, Optional<String> framework) {
        var command = new ArrayList<>(
                NodePackages.node("mesos-framework.js", master.getHost(), Integer.toString(master.getPort())));
        framework.ifPresent(command::add);
        return List.copyOf(command);
    }
}
