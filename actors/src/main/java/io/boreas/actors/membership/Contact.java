package io.boreas.actors.membership;

/** What a connection says of the process at its other end. */
enum Contact {
    /** It is there: the connection stands. A process that was stopped, or hangs, is there too. */
    THERE,
    /** Its machine answers, and says that nobody listens: the process is no more. */
    GONE,
    /** Nothing answers: it may be gone or cut off. */
    SILENT
}
