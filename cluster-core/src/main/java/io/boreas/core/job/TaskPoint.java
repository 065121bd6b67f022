package io.boreas.core.job;

/** Where a run is in its life: in a state, or not there. */
public sealed interface TaskPoint permits ScheduleStatus, TaskPoint.Absent {
    /** Not there. */
    enum Absent implements TaskPoint {
        /** Not yet. */
        INIT,
        /** Not any more, or never heard of. */
        DELETED
    }
}
