package io.boreas.drill.history;

/** What came of a call of a framework. */
public enum Outcome {
    /** It was answered as calls are that are followed. */
    ACCEPTED,
    /** It was certainly not followed: it was refused, or nobody was there to hear it. */
    REFUSED,
    /** It may have been followed, or may yet be: there was no answer that says so. */
    UNKNOWN
}
