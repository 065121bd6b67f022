package io.boreas.agent.gateway;

/** What becomes of an executor's call. */
public enum ExecutorAnswer {
    TAKEN,
    /** Its token was made for another executor. */
    FOREIGN_TOKEN,
    UNKNOWN_FRAMEWORK,
    UNKNOWN_EXECUTOR,
    /** It has not subscribed, or not since it lost its stream. */
    UNSUBSCRIBED,
    /** Too many calls wait, or what they say cannot be stored now: it is to be said again later. */
    BUSY
}
