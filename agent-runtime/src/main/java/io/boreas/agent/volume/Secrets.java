package io.boreas.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The secrets that an operator keeps for tasks: files of one folder. What is in them is read by nobody but by what mounts them. */
public final class Secrets {
    /** Bytes that one may have. */
    public static final long BYTES_MAX = 64L * 1024;

    private static final String SETTING = "boreas.agent.volumes.secrets";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Optional<Path> folder;

    public Secrets(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * The file of a secret.
     *
     * @throws UnmountableException if it cannot be had
     */
    public Path file(String name) throws IOException {
        if (folder.isEmpty()) {
            throw new UnmountableException("this agent keeps no secrets (" + SETTING + ")");
        }
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new UnmountableException("\"" + name + "\" is no name of a secret");
        }
        Path home;
        try {
            home = folder.get().toRealPath();
        } catch (IOException e) {
            throw new UnmountableException("the folder of its secrets (" + SETTING + ") cannot be read");
        }
        var file = home.resolve(name);
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UnmountableException("this agent has no secret " + name);
        }
        if (!attributes.isRegularFile()) {
            throw new UnmountableException("the secret " + name + " is no file");
        }
        if (attributes.size() > BYTES_MAX) {
            throw new UnmountableException("the secret " + name + " has more than " + BYTES_MAX + " bytes");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            throw new UnmountableException(
                    "the secret " + name
                            + " can be read or changed by others than its owner on the agent: its operator has to chmod it to 600");
        }
        return file;
    }

    /** The folder, with links resolved; empty if there is none, or it is not there. */
    Optional<Path> home() {
        try {
            return folder.isPresent() ? Optional.of(folder.get().toRealPath()) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
