package io.boreas.agent.task;

import io.boreas.agent.check.Prober;
import io.boreas.core.process.Step.Demand;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks tasks over HTTP to end, before they are told by signals. Used by the loop's thread. */
final class TaskFarewells {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFarewells.class);

    private final Prober prober;
    private final Consumer<Event> later;

    TaskFarewells(Prober prober, Consumer<Event> later) {
        this.prober = prober;
        this.later = later;
    }

    /** What the task is to do is said where it says; if it does not take that, the loop hears of it. */
    void ask(LiveTask task, Demand demand) {
        var id = task.id();
        var launch = task.prepared().launch();
        var http = launch.spec().lifecycle();
        if (http.isEmpty() || !launch.ports().containsKey(http.get().port())) {
            later.accept(new Event.Unheard(id, demand));
            return;
        }
        int port = launch.ports().get(http.get().port());
        boolean first = demand == Demand.QUIT;
        var path = first ? http.get().gracefulEndpoint() : http.get().shutdownEndpoint();
        var wait = first ? http.get().gracefulWait() : http.get().shutdownWait();
        LOG.info("a task is asked to end taskId={} port={} path={}", id, port, path);
        prober.post(port, path, wait, () -> later.accept(new Event.Unheard(id, demand)));
    }
}
