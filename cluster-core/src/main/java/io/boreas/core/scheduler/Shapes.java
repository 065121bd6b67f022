package io.boreas.core.scheduler;

import java.util.HashMap;
import java.util.Map;

/** The shapes of everything that waits, each once. */
final class Shapes {
    private final AgentTable agents;
    private final Map<Shape.Key, Shape> byKey = new HashMap<>(); // looked up, never walked

    Shapes(AgentTable agents) {
        this.agents = agents;
    }

    /** The shape of a job's tasks with these needs, held once more. */
    Shape acquire(JobState job, Amounts needs) {
        var key = Shape.Key.of(needs, job.constraints, job);
        var shape = byKey.get(key);
        if (shape == null) {
            shape = new Shape(key, job.limits, agents, job.key.role());
            byKey.put(key, shape);
        }
        shape.holders++;
        return shape;
    }

    void release(Shape shape) {
        shape.holders--;
        if (shape.holders == 0) {
            byKey.remove(shape.key);
            shape.dispose(agents);
        }
    }
}
