package io.boreas.agent.image;

import io.boreas.agent.process.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whom an image says that it is run as, by its own accounts. */
public final class ImageUser {
    private static final long BYTES_MAX = 1L << 20;

    private ImageUser() {}

    /**
     * The account; empty if the image names none.
     *
     * @throws ImageException if the image does not know it
     */
    public static Optional<Account> of(Image image) throws ImageException, IOException {
        var said = image.config().user();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        var parts = said.split(":", 2);
        var known = line(image.root(), "passwd", parts[0]);
        var uid = known.map(fields -> fields.get(2)).orElse(parts[0]);
        var group = parts.length > 1
                ? line(image.root(), "group", parts[1])
                        .map(fields -> fields.get(2))
                        .orElse(parts[1])
                : known.map(fields -> fields.get(3)).orElse("0");
        try {
            return Optional.of(new Account(
                    known.map(List::getFirst).orElse(parts[0]), Integer.parseInt(uid), Integer.parseInt(group)));
        } catch (NumberFormatException e) {
            throw new ImageException("its user '" + said + "' is not among its own accounts", e);
        }
    }

    /** The line of {@code /etc/passwd} or {@code /etc/group} whose name or number is this. */
    private static Optional<List<String>> line(Path root, String file, String wanted)
            throws IOException, ImageException {
        var folder = root.resolve("etc");
        var path = folder.resolve(file);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (Files.size(path) > BYTES_MAX) {
            throw new ImageException("its /etc/" + file + " has more than " + BYTES_MAX + " bytes");
        }
        return Files.readString(path, StandardCharsets.ISO_8859_1)
                .lines()
                .map(line -> List.of(line.split(":", -1)))
                .filter(fields -> fields.size() >= 4)
                .filter(fields ->
                        fields.getFirst().equals(wanted) || fields.get(2).equals(wanted))
                .findFirst();
    }
}
