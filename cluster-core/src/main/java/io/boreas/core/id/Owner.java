package io.boreas.core.id;

/** Whom a task belongs to: who asked for it, hears of its states and may kill it. */
public sealed interface Owner {
    /** A job of Boreas's own: one of its instances. */
    record JobInstance(JobKey job, int instance) implements Owner {
        public JobInstance {
            if (instance < 0) {
                throw new IllegalArgumentException("an instance is numbered from 0, not " + instance);
            }
        }

        @Override
        public String toString() {
            return job + "/" + instance;
        }
    }

    /** A framework that speaks a scheduler API. */
    record Framework(FrameworkId framework) implements Owner {}
}
