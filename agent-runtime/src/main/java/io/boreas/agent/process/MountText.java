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

    /**
     * What is done to one volume, which is known by variables: {@code name} for people, {@code ready} for where it is made ready, {@code listed} for
     * how the kernel lists that, {@code base} and {@code place} for where it appears, {@code made} for whose what is missing there becomes, if
     * anybody's, and {@code more} for how it is mounted besides.
     */
    private static final String FUNCTIONS = """
            refuse() { echo "$name: $1"; exit 1; }
            at() { [ "$(READLINK "/proc/self/$1")" = "$2" ] || refuse "$2 is gone, or behind a link"; }
            go() { cd -P "$1" 2>/dev/null || refuse "$2 is no folder, or is gone"; at cwd "$2"; }
            walk() {
              go "$1" "$1"
              here=${1%/}
              left=$2
              while [ -n "$left" ]; do
                part=${left%%/*}
                case $left in */*) left=${left#*/};; *) left=;; esac
                here=$here/$part
                if [ -n "$3" ] && mkdir "./$part" 2>/dev/null; then
                  go "./$part" "$here"
                  CHOWN "$3" .
                  CHMOD 755 .
                else
                  go "./$part" "$here"
                fi
              done
            }
            file() {
              [ -f "$1" ] || refuse "$2 is no file"
              exec 7<"$1"
              at fd/7 "$2"
              [ -f /proc/self/fd/7 ] || refuse "$2 is no file"
            }
            keep() {
              flags=
              while read -r id parent device root point options rest; do
                [ "$point" != "$listed" ] || flags=$options
              done </proc/self/mountinfo
              case ",$flags," in *,noexec,*) more=$more,noexec;; esac
              case ",$flags," in *,ro,*) more=$more,ro;; esac
              MOUNT -o "remount,bind,nosuid,nodev$more" "$ready"
              MOUNT --make-private "$ready"
            }
            machine_folder() { go "$1" "$1"; mkdir "$ready"; exec 9<.; MOUNT --bind /proc/self/fd/9 "$ready"; keep; }
            machine_file() { file "$1" "$1"; : >"$ready"; MOUNT --bind /proc/self/fd/7 "$ready"; keep; }
            sandbox_folder() { walk "$1" "$2" "$3"; mkdir "$ready"; exec 9<.; MOUNT --bind /proc/self/fd/9 "$ready"; keep; }
            memory() {
              mkdir "$ready"
              MOUNT -t tmpfs -o "nosuid,nodev,mode=755,size=$1,uid=$2,gid=$3" tmpfs "$ready"
              MOUNT --make-private "$ready"
            }
            secret() {
              file "$1" "$1"
              mkdir "$ready"
              MOUNT -t tmpfs -o "nosuid,nodev,noexec,mode=700,size=$2" tmpfs "$ready"
              MOUNT --make-private "$ready"
              (umask 377; CAT <&7 >"$ready/secret" 2>/dev/null) || refuse "it has more than $2 bytes, or cannot be read"
              CHOWN "$3" "$ready/secret"
              MOUNT -o "remount,ro,nosuid,nodev,noexec,mode=700,size=$2" "$ready"
            }
            folder_place() { walk "$base" "$place" "$made"; exec 8<.; }
            file_place() {
              last=${place##*/}
              case $place in */*) walk "$base" "${place%/*}" "$made";; *) go "$base" "$base";; esac
              # nothing is written through a link: what is made here is new, or is not opened
              [ -z "$made" ] || [ -f "./$last" ] || (set -C; : >"./$last") 2>/dev/null || :
              file "./$last" "${base%/}/$place"
              exec 8<&7
            }
            move() { MOUNT --move "$ready" /proc/self/fd/8; }
            bind() { MOUNT --bind "$ready/secret" /proc/self/fd/8; UMOUNT "$ready"; }
            """.replace("READLINK", Machine.named("readlink"))
            .replace("CHOWN", Machine.named("chown"))
            .replace("CHMOD", Machine.named("chmod"))
            .replace("CAT", Machine.named("cat"))
            .replace("UMOUNT", UMOUNT)
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
        var made =
                switch (mount.missing()) {
                    case REFUSED -> "";
                    case OF_ROOT -> "0:0";
                    case OF_ACCOUNT -> owner();
                };
        line("name=" + Shell.quote(mount.name()) + " ready=" + quoted(ready) + " listed=" + Shell.quote(shown(ready)));
        line("base=" + quoted(mount.base()) + " place=" + Shell.quote(mount.place()) + " made=" + made + " more="
                + (mount.readOnly() ? ",ro" : ""));
        line(
                switch (mount.what()) {
                    case What.Machines(var path, var isFile) ->
                        (isFile ? "machine_file " : "machine_folder ") + quoted(path);
                    case What.Sandboxes(var sandbox, var path) ->
                        "sandbox_folder " + quoted(sandbox) + " " + Shell.quote(path) + " " + owner();
                    case What.Memory(var bytes) -> "memory " + bytes + " " + account.uid() + " " + account.gid();
                    case What.Secret(var file, var bytesMax) ->
                        "secret " + quoted(file) + " " + bytesMax + " " + owner();
                });
        line(mount.what().isFile() ? "file_place" : "folder_place");
        line(mount.what() instanceof What.Secret ? "bind" : "move");
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
