package io.boreas.core.task;

/**
 * Something wrong with a specification.
 *
 * @param path where, such as {@code task.processes[1].max_failures}
 * @param message what is wrong and what would be right; follows the path in a sentence
 */
public record Problem(String path, String message) {
    @Override
    public String toString() {
        return path + " " + message;
    }
}
