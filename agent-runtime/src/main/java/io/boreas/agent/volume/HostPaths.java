package io.boreas.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which paths of the machine tasks may have as volumes. A path is looked at with its links resolved, and so is each folder that the
 * operator allows: what a link leads to has to be allowed itself.
 */
public final class HostPaths {
    private static final String SETTING = "boreas.agent.volumes.host-paths";

    private final List<HostFolder> allowed;
    private final Path home;
    private final Secrets secrets;

    /** @param home the agent's work directory, which nobody has a part of */
    public HostPaths(List<HostFolder> allowed, Path home, Secrets secrets) {
        this.allowed = List.copyOf(allowed);
        this.home = home;
        this.secrets = secrets;
    }

    /**
     * What a path is, without a link in it.
     *
     * @param readOnly whether nothing is to be written there
     * @throws UnmountableException if it may not be had so
     */
    public Path resolve(String path, boolean readOnly) throws IOException {
        var said = Path.of(path);
        // of what is nowhere allowed nobody is told whether it is there
        if (allowed.stream().noneMatch(folder -> said.normalize().startsWith(folder.path()))) {
            throw notAllowed(path);
        }
        Path real;
        try {
            real = said.toRealPath();
        } catch (IOException e) {
            throw new UnmountableException("the machine has no " + path + ", or it cannot be read");
        }
        var folders = reals();
        // of several the one that is closest decides
        var folder = folders.stream()
                .filter(each -> real.startsWith(each.path()))
                .max(Comparator.comparingInt(each -> each.path().getNameCount()))
                .orElseThrow(() -> notAllowed(path + ", which leads elsewhere,"));
        boolean holdsClosed = folders.stream()
                .anyMatch(each -> !each.writable() && each.path().startsWith(real));
        if (!readOnly && (!folder.writable() || holdsClosed)) {
            throw new UnmountableException(path + " may only be had read-only on this agent, all of it or a part ("
                    + SETTING + "), which the task does not say");
        }
        if (touches(real, home.toRealPath())
                || secrets.home().filter(its -> touches(real, its)).isPresent()) {
            throw new UnmountableException(path + " is in what the agent keeps for itself, or holds that");
        }
        if (!Files.isDirectory(real) && !Files.isRegularFile(real)) {
            throw new UnmountableException(path + " is neither a folder nor a file");
        }
        if (!real.toString().chars().allMatch(c -> !Character.isISOControl(c))) {
            throw new UnmountableException(path + " leads through a name with control characters");
        }
        return real;
    }

    /** Those that are there, without links in them. */
    private List<HostFolder> reals() {
        var reals = new ArrayList<HostFolder>();
        for (var folder : allowed) {
            try {
                reals.add(new HostFolder(folder.path().toRealPath(), folder.writable()));
            } catch (IOException notThere) {
                continue;
            }
        }
        return reals;
    }

    private static boolean touches(Path real, Path other) {
        return real.startsWith(other) || other.startsWith(real);
    }

    private static UnmountableException notAllowed(String path) {
        return new UnmountableException(
                path + " is not in a folder that this agent's operator lets tasks have (" + SETTING + ")");
    }
}
