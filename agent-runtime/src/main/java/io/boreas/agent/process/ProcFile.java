package io.boreas.agent.process;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file in which the kernel tells of one process. Source: proc(5). */
enum ProcFile {
    /** How it is: anyone may know. */
    STAT("stat", 4_096) {
        @Override
        boolean isReadable(Path process) {
            return Files.isReadable(process.resolve("stat"));
        }
    },
    /** What it was started with: those may know who may trace it, for as long as it has memory, as a zombie has not. */
    ENVIRON("environ", 1 << 20) {
        @Override
        boolean isReadable(Path process) {
            try {
                Files.readSymbolicLink(process.resolve("exe")); // which needs the same
                return true;
            } catch (IOException goneOrForbidden) {
                return false;
            }
        }
    };

    private final String name;
    private final int bytesMax;

    ProcFile(String name, int bytesMax) {
        this.name = name;
        this.bytesMax = bytesMax;
    }

    /** Whether it could be read now by one who has a descriptor for it; to find that out takes none. */
    abstract boolean isReadable(Path process);

    /**
     * What it says, up to a bound; empty if the process is gone, or is not to be looked at.
     *
     * @throws IOException if it is there and could not be read, as by an agent that has no descriptor left
     */
    Optional<byte[]> read(long pid) throws IOException {
        var process = "/proc/" + pid;
        try (var in = new FileInputStream(process + "/" + name)) {
            return Optional.of(in.readNBytes(bytesMax));
        } catch (FileNotFoundException e) {
            // the same exception for one that is gone and for the lack of a descriptor
            if (isReadable(Path.of(process))) {
                throw e;
            }
            return Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
