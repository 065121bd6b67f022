package io.boreas.testcluster.sim.client;

import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.TaskState;
import io.boreas.testcluster.sim.Chance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a scheduler believes of its tasks: those that it has asked for, or heard of, and whose end it has not acknowledged. */
final class Beliefs {
    private final String prefix;
    private final Chance chance;
    private final Map<TaskId, Belief> tasks = new TreeMap<>();
    private final Set<TaskId> free = new TreeSet<>();
    private int launches;

    /**
     * What it believes of a task.
     *
     * @param heard whether it was told of it, and has not only asked for it
     */
    record Belief(boolean heard, Optional<AgentId> agent) {}

    /** @param prefix of the ids of its tasks, which nobody else uses */
    Beliefs(String prefix, Chance chance) {
        this.prefix = prefix;
        this.chance = chance;
    }

    Set<TaskId> tasks() {
        return Collections.unmodifiableSet(tasks.keySet());
    }

    /** Its memory is gone, but that no id comes again which was used before. */
    void forget() {
        tasks.clear();
        free.clear();
    }

    /** Mostly one that was never used; now and then that of a task that has ended, or, wrongly, of one that has not. */
    TaskId nextId() {
        if (!free.isEmpty() && chance.oneIn(4)) {
            var again = chance.pick(List.copyOf(free));
            free.remove(again);
            return again;
        }
        if (!tasks.isEmpty() && chance.oneIn(25)) {
            return chance.pick(List.copyOf(tasks.keySet()));
        }
        return new TaskId(prefix + ++launches);
    }

    /** It asks for this task on this agent. */
    void asked(TaskId task, AgentId agent) {
        tasks.putIfAbsent(task, new Belief(false, Optional.of(agent)));
    }

    /** It is told something: by an update, or as the answer to a question. */
    void told(TaskUpdate update, boolean calm) {
        if (!isEnd(update)) {
            free.remove(update.task());
            tasks.put(update.task(), new Belief(true, update.agent()));
        } else if (update.uuid().isEmpty()) {
            answeredEnd(update.task(), calm);
        }
    }

    static boolean isEnd(TaskUpdate update) {
        var state = update.status().state();
        return state.isTerminal() || state == TaskState.UNKNOWN;
    }

    /** An answer that a task is gone says nothing of one that was asked for since the question. */
    private void answeredEnd(TaskId task, boolean calm) {
        var belief = tasks.get(task);
        if (belief != null && (belief.heard || calm || chance.oneIn(2))) {
            tasks.remove(task);
        }
    }

    /** It has acknowledged the end of this task, and may use its id again. */
    void over(TaskId task) {
        tasks.remove(task);
        free.add(task);
    }

    /** What it asked for was not done; a task of that id that it has heard of is another. */
    void undone(FrameworkPush.Undone undone) {
        var task = new TaskId(undone.task());
        var belief = tasks.get(task);
        if (belief != null && !belief.heard) {
            tasks.remove(task);
        }
    }

    /** One of them, if there is any. */
    Optional<Map.Entry<TaskId, Belief>> any() {
        return tasks.isEmpty() ? Optional.empty() : Optional.of(chance.pick(List.copyOf(tasks.entrySet())));
    }

    /** Questions after all of them, which name the agent or not. */
    List<Reconciliation.Question> questions() {
        var questions = new ArrayList<Reconciliation.Question>();
        tasks.forEach((task, belief) ->
                questions.add(new Reconciliation.Question(task, chance.oneIn(2) ? belief.agent : Optional.empty())));
        return questions;
    }
}
