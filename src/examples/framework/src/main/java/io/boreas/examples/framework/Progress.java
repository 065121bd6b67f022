package io.boreas.examples.framework;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the framework must not forget: who it is, and how far each piece of its work has come.
 *
 * @param framework its id; empty before the first subscription
 */
record Progress(String framework, List<Piece> pieces) {
    private static final ObjectMapper JSON = new ObjectMapper();

    enum Phase {
        /** To be launched on the next offer that has room. */
        WAITING,
        /** Launched, for all that is known. */
        LAUNCHED,
        FINISHED
    }

    /**
     * A piece of work: one task at a time, under a new id each time.
     *
     * @param attempt from 1
     */
    record Piece(int number, int attempt, Phase phase) {
        String task() {
            return "piece-" + number + "." + attempt;
        }

        Piece in(Phase next) {
            return new Piece(number, attempt, next);
        }

        Piece again() {
            return new Piece(number, attempt + 1, Phase.WAITING);
        }
    }

    Progress {
        pieces = List.copyOf(pieces);
    }

    static Progress start(int count) {
        return new Progress(
                "",
                IntStream.range(0, count)
                        .mapToObj(number -> new Piece(number, 1, Phase.WAITING))
                        .toList());
    }

    /** What a file holds, if there is one. */
    static Optional<Progress> load(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), Progress.class)) : Optional.empty();
    }

    /** Writes it so that a reader finds the old or the new, never a part. */
    void store(Path file) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".next");
        JSON.writeValue(next.toFile(), this);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Progress as(String id) {
        return new Progress(id, pieces);
    }

    Progress with(Piece changed) {
        var all = new ArrayList<>(pieces);
        all.set(changed.number(), changed);
        return new Progress(framework, all);
    }

    List<Piece> in(Phase phase) {
        return pieces.stream().filter(piece -> piece.phase() == phase).toList();
    }

    Optional<Piece> of(String task) {
        return pieces.stream().filter(piece -> piece.task().equals(task)).findFirst();
    }
}
