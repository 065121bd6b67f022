package io.boreas.testcluster.junit;

import io.boreas.agent.link.MasterAddress;
import io.boreas.drill.cell.Await;
import io.boreas.launcher.EmbeddedAgent;
import org.jspecify.annotations.Nullable;

/** An agent of a {@link TestCell}; it keeps its id over restarts, and its tasks run on while it is stopped. */
public final class TestAgent {
    private final TestCell cell;
    private final int number;
    private final LinkRelay relay;
    private String id = "";
    private @Nullable EmbeddedAgent agent;

    TestAgent(TestCell cell, int number) {
        this.cell = cell;
        this.number = number;
        this.relay = LinkRelay.to(cell.linkPort());
    }

    /** Its id, as in offers. */
    public String id() {
        return id;
    }

    /** Starts it after it was stopped, and waits until it is linked, unless its link is cut. */
    public void start() {
        launch();
        if (isReachable()) {
            awaitLinked();
        }
    }

    /** Stops it; its tasks and executors run on. */
    public void stop() {
        if (agent == null) {
            throw new IllegalStateException("agent " + number + " does not run");
        }
        agent.close();
        agent = null;
    }

    public void restart() {
        stop();
        start();
    }

    /** Breaks its connection to the master, and lets none be made until {@link #mendLink}. The agent and its tasks run on. */
    public void cutLink() {
        relay.cut();
        Await.that("agent " + number + " is not linked", () -> !cell.isLinked(id));
    }

    /** Lets it reach the master again, and waits until it has. */
    public void mendLink() {
        relay.mend();
        if (isReachable()) {
            awaitLinked();
        }
    }

    /** Whether the master holds its link. */
    public boolean isLinked() {
        return cell.isLinked(id);
    }

    void launch() {
        if (agent != null) {
            throw new IllegalStateException("agent " + number + " runs already");
        }
        var shape = cell.shape();
        agent = EmbeddedAgent.start(
                cell.directory().resolve("agent-" + number),
                shape.resources(number),
                shape.attributes(number),
                new MasterAddress("127.0.0.1", relay.port()),
                shape.settings());
        id = agent.id().value();
    }

    boolean isReachable() {
        return agent != null && !relay.isCut();
    }

    void awaitLinked() {
        Await.that("agent " + number + " is linked", this::isLinked);
    }

    void close() {
        if (agent != null) {
            stop();
        }
        relay.close();
    }
}
