package io.boreas.drill.history;

/** What a task of a framework does if nobody disturbs it. */
public enum Course {
    /** It runs until it is killed. */
    STAYS,
    /** It ends well, by itself and soon. */
    FINISHES,
    /** It ends by itself and soon, with another status than 0. */
    FAILS
}
