package io.boreas.agent.process;

import io.boreas.agent.process.Mount.What;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what a keeper does to make volumes appear in its mounts.
 *
 * <p>Folders that somebody else may write to are opened first, and then asked where they are: a link that was put in the way leads to a complaint and
 * never to another place. What was opened is what is mounted. Each volume is made ready in a folder of memory that nobody else has, and comes to its
 * place with all that it is kept from.
 */
final class MountText {
    private static final String MOUNT = Machine.named("mount") + " --no-canonicalize";
    private static final String UMOUNT = Machine.named("umount");

    /** Enough for the folders that volumes are made ready on. */
    private static final String STAGE_SIZE = "64k";

    private static final String FUNCTIONS = """
            refuse() { echo "$1"; exit 1; }
            at() { [ "$(READLINK "/proc/self/$1")" = "$2" ] || refuse "$3: $2 is gone, or behind a link"; }
            go() { cd -P "$1" 2>/dev/null || refuse "$3: $2 is no folder, or is gone"; at cwd "$2" "$3"; }
            into() {
              if [ -n "$4" ] && mkdir "./$1" 2>/dev/null; then
                go "./$1" "$2" "$3"
                CHOWN "$4" .
                chmod 755 .
              else
                go "./$1" "$2" "$3"
              fi
            }
            keep() {
              while read -r id parent device root place options rest; do
                [ "$place" != "$1" ] || flags=$options
              done </proc/self/mountinfo
              case ",$flags," in *,noexec,*) more=,noexec;; *) more=;; esac
              case ",$flags,$3," in *,ro,*) more=$more,ro;; esac
              MOUNT -o "remount,bind,nosuid,nodev$more" "$2"
              MOUNT --make-private "$2"
            }
            """.replace("READLINK", Machine.named("readlink"))
            .replace("CHOWN", Machine.named("chown"))
            .replace("MOUNT", MOUNT);

    private final StringBuilder text;
    private final Account account;
    private final Path stage;

    private MountText(StringBuilder text, Account account, Path stage) {
        this.text = text;
        this.account = account;
        this.stage = stage;
    }

    /**
     * Has volumes appear.
     *
     * @param text to which is added
     * @param account whose they are
     * @param stage an empty folder that nobody but root can reach
     */
    static void write(StringBuilder text, List<Mount> mounts, Account account, Path stage) {
        if (mounts.isEmpty()) {
            return;
        }
        var writer = new MountText(text, account, stage);
        text.append(FUNCTIONS);
        writer.line(MOUNT + " -t tmpfs -o nosuid,nodev,mode=700,size=" + STAGE_SIZE + " tmpfs " + quoted(stage));
        writer.line(MOUNT + " --make-private " + quoted(stage));
        for (int i = 0; i < mounts.size(); i++) {
            text.append("(\n");
            writer.mount(mounts.get(i), stage.resolve(Integer.toString(i)));
            text.append(")\n");
        }
        writer.line(UMOUNT + " " + quoted(stage));
    }

    private void mount(Mount mount, Path ready) {
        var at = quoted(ready);
        switch (mount.what()) {
            case What.Machines(var path, var isFile) -> {
                machines(mount, path, isFile);
                line((isFile ? ": >" : "mkdir ") + at);
                line(MOUNT + " --bind /proc/self/fd/9 " + at);
                keep(mount, ready);
            }
            case What.Sandboxes(var sandbox, var path) -> {
                walk(mount, sandbox, List.of(path.split("/")), owner());
                line("exec 9<.");
                line("mkdir " + at);
                line(MOUNT + " --bind /proc/self/fd/9 " + at);
                keep(mount, ready);
            }
            case What.Memory(var bytes) -> {
                line("mkdir " + at);
                line(MOUNT + " -t tmpfs -o nosuid,nodev,mode=755,uid=" + account.uid() + ",gid=" + account.gid()
                        + ",size=" + bytes + " tmpfs " + at);
                line(MOUNT + " --make-private " + at);
            }
            case What.Secret(var file, var bytesMax) -> secret(mount, file, bytesMax, ready);
        }
        open(mount);
        if (mount.what() instanceof What.Secret) {
            line(MOUNT + " --bind " + quoted(ready.resolve("secret")) + " /proc/self/fd/8");
            line(UMOUNT + " " + at);
        } else {
            line(MOUNT + " --move " + at + " /proc/self/fd/8");
        }
    }

    /** Opens what is of the machine as 9. */
    private void machines(Mount mount, Path path, boolean isFile) {
        if (isFile) {
            var name = Shell.quote(mount.name());
            line("[ -f " + quoted(path) + " ] || refuse " + Shell.quote(mount.name() + ": it is no file any more"));
            line("exec 9<" + quoted(path));
            line("at fd/9 " + quoted(path) + " " + name);
            line("[ -f /proc/self/fd/9 ]");
        } else {
            go(mount, path);
            line("exec 9<.");
        }
    }

    /** Copies it without a word of it in what this program is told. */
    private void secret(Mount mount, Path file, long bytesMax, Path ready) {
        var at = quoted(ready);
        var copy = quoted(ready.resolve("secret"));
        machines(mount, file, true);
        line("mkdir " + at);
        line(MOUNT + " -t tmpfs -o nosuid,nodev,noexec,mode=700,size=" + bytesMax + " tmpfs " + at);
        line(MOUNT + " --make-private " + at);
        line("(umask 377; " + Machine.named("cat") + " <&9 >" + copy + " 2>/dev/null)" + " || refuse "
                + Shell.quote(mount.name() + ": it has more than " + bytesMax + " bytes, or cannot be read"));
        line(Machine.named("chown") + " " + owner() + " " + copy);
        line(MOUNT + " -o remount,ro,nosuid,nodev,noexec,mode=700,size=" + bytesMax + " " + at);
    }

    private void keep(Mount mount, Path ready) {
        line("keep " + Shell.quote(shown(ready)) + " " + quoted(ready) + (mount.readOnly() ? " ro" : " rw"));
    }

    /** Opens the place as 8; what is missing is made. */
    private void open(Mount mount) {
        var parts = List.of(mount.place().split("/"));
        var owner =
                switch (mount.missing()) {
                    case REFUSED -> "";
                    case OF_ROOT -> "0:0";
                    case OF_ACCOUNT -> owner();
                };
        if (!mount.what().isFile()) {
            walk(mount, mount.base(), parts, owner);
            line("exec 8<.");
            return;
        }
        walk(mount, mount.base(), parts.subList(0, parts.size() - 1), owner);
        var last = Shell.quote("./" + parts.getLast());
        var there = quoted(mount.base().resolve(mount.place()));
        // nothing is written through a link: what is made here is new, or is not opened
        if (!owner.isEmpty()) {
            line("[ -f " + last + " ] || (set -C; : >" + last + ") 2>/dev/null || :");
        }
        line("[ -f " + last + " ] || refuse " + Shell.quote(mount.name() + ": there is something else than a file"));
        line("exec 8<" + last);
        line("at fd/8 " + there + " " + Shell.quote(mount.name()));
        line("[ -f /proc/self/fd/8 ]");
    }

    /**
     * Goes down from a folder, through no link.
     *
     * @param owner whose what is missing becomes; empty if it is not made
     */
    private void walk(Mount mount, Path from, List<String> parts, String owner) {
        go(mount, from);
        var at = from;
        for (var part : parts) {
            at = at.resolve(part);
            line("into " + Shell.quote(part) + " " + quoted(at) + " " + Shell.quote(mount.name()) + " "
                    + Shell.quote(owner));
        }
    }

    private void go(Mount mount, Path folder) {
        line("go " + quoted(folder) + " " + quoted(folder) + " " + Shell.quote(mount.name()));
    }

    private String owner() {
        return account.uid() + ":" + account.gid();
    }

    /** As the kernel lists mounts. */
    private static String shown(Path path) {
        return path.toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private static String quoted(Path path) {
        return Shell.quote(path.toString());
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
