package io.boreas.core.machine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers to commands that changed nothing. What changed something is remembered in the journal; of a refusal nothing is left there, and a copy of
 * the command that comes late, when it would fit, must not be carried out: who asked was told otherwise. Soft: copies are on their way for
 * seconds, and do not outlive their group. Not thread-safe.
 *
 * @param <R> answers of the group's machine
 */
public final class GivenAnswers<R> {
    private final int max;
    private final LinkedHashMap<String, R> answers = new LinkedHashMap<>();

    /**
     * @param max how many are remembered, at least 1
     */
    public GivenAnswers(int max) {
        this.max = max;
    }

    Optional<R> to(String command) {
        return Optional.ofNullable(answers.get(command));
    }

    void remember(Map<String, R> given) {
        answers.putAll(given);
        while (answers.size() > max) {
            answers.pollFirstEntry();
        }
    }
}
