package io.boreas.agent.process;

import java.io.IOException;
import java.util.List;

/** What the kernel itself keeps of who belongs to a task, so that nobody can leave it. */
public interface Enclosure {
    /** Nobody keeps anything. */
    Enclosure NONE = new Enclosure() {
        @Override
        public List<Long> members() {
            return List.of();
        }

        @Override
        public void kill() {}
    };

    /** The numbers of its processes. */
    List<Long> members() throws IOException;

    /** Kills all of them in one go. */
    void kill() throws IOException;
}
