package io.boreas.core.framework;

import io.boreas.core.machine.Decision;
import java.util.ArrayList;
import java.util.List;

/** A decision in the making: its events so far, and what they leave. */
final class FrameworkDraft {
    private final List<FrameworkEvent> events = new ArrayList<>();
    private Framework framework;

    FrameworkDraft(Framework framework) {
        this.framework = framework;
    }

    /** The framework after the events so far. */
    Framework framework() {
        return framework;
    }

    void add(FrameworkEvent event) {
        framework = FrameworkFold.apply(framework, event);
        events.add(event);
    }

    Decision<FrameworkEvent, FrameworkReply> reply(FrameworkReply reply) {
        return Decision.of(events, reply);
    }
}
