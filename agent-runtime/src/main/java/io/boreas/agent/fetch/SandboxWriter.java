package io.boreas.agent.fetch;

import io.boreas.agent.process.Account;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Writes into a sandbox and nowhere else: no name leads out of it, and no link is followed, whoever made it. What it makes
 * belongs to the task's account.
 */
final class SandboxWriter {
    private static final int NAME_LENGTH_MAX = 4_096;
    private static final int PERMISSIONS = 0777;

    private final Path root;
    private final Account account;

    SandboxWriter(Path root, Account account) {
        this.root = root;
        this.account = account;
    }

    /**
     * Where a name leads; the folders on the way are made.
     *
     * @param name relative to the sandbox, with slashes
     * @throws FetchException if it leads out, or through something that is no folder
     */
    Path place(String name) throws FetchException, IOException {
        var relative = inside(name);
        var at = root;
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            at = at.resolve(relative.getName(i));
            folder(at);
        }
        return root.resolve(relative);
    }

    /** A name as a path below the sandbox. */
    Path inside(String name) throws FetchException {
        if (name.isBlank() || name.length() > NAME_LENGTH_MAX || name.indexOf('\0') >= 0) {
            throw new FetchException("the name " + shown(name) + " is no name of a file");
        }
        if (name.startsWith("/")) {
            throw new FetchException("the name " + shown(name) + " leads out of the sandbox");
        }
        var relative = Path.of(name);
        for (var part : relative) {
            if (part.toString().equals("..")) {
                throw new FetchException("the name " + shown(name) + " leads out of the sandbox");
            }
        }
        var normal = relative.normalize();
        if (normal.toString().isEmpty()) {
            throw new FetchException("the name " + shown(name) + " is that of the sandbox itself");
        }
        return normal;
    }

    /** A folder that is no link; it is made if nothing is there. */
    void folder(Path folder) throws FetchException, IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FetchException("the name " + shown(root.relativize(folder).toString())
                    + " is that of a file or link," + " through which nothing is written");
        }
        Files.createDirectory(folder);
        give(folder);
    }

    /** A new file in the place of what was there; {@link #finish} ends it. */
    OutputStream create(Path file) throws IOException, FetchException {
        clear(file);
        return Files.newOutputStream(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** The same, of which what was written can be thrown away. */
    FileChannel open(Path file) throws IOException, FetchException {
        clear(file);
        return FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** Sees that nothing is there. A folder stays, and is an error. */
    void clear(Path file) throws IOException, FetchException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FetchException(
                    "the name " + shown(root.relativize(file).toString()) + " is that of a folder already");
        }
        Files.deleteIfExists(file);
    }

    /** Gives a file its permissions, of which those that change who runs it are left out, and its owner. */
    void finish(Path file, int mode) throws IOException {
        Files.setPosixFilePermissions(file, permissions(mode & PERMISSIONS));
        give(file);
    }

    /** Gives what is there to the task's account; a link itself, not what it leads to. */
    void give(Path file) throws IOException {
        if (account.isSelf()) {
            return;
        }
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var users = file.getFileSystem().getUserPrincipalLookupService();
        view.setGroup(users.lookupPrincipalByGroupName(Long.toString(account.gid())));
        view.setOwner(users.lookupPrincipalByName(account.name()));
    }

    /** Whether what a link leads to is in the sandbox, or is not there at all. */
    boolean staysInside(Path link) throws IOException {
        return !Files.exists(link) || link.toRealPath().startsWith(root.toRealPath());
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var all = PosixFilePermission.values(); // owner, group, others; read, write, execute: the highest bit first
        var set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode & (1 << (all.length - 1 - i))) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }

    /** A name as it is told to people: not all of it if it is long. */
    static String shown(String name) {
        var plain = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (plain.length() > 200 ? plain.substring(0, 200) + "…" : plain) + "'";
    }
}
