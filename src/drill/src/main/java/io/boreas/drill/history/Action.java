package io.boreas.drill.history;

/** What a client asks about one key. */
public sealed interface Action {
    /** What is there? */
    record Read() implements Action {}

    /** Make a job of so many instances, numbered from 0. */
    record Create(int instances) implements Action {}

    /** End all instances. */
    record KillAll() implements Action {}

    /** End one instance. */
    record Kill(int instance) implements Action {}

    /** More instances, like one that is there. */
    record Add(int template, int count) implements Action {}

    /** Let a role have so many cpus. */
    record SetQuota(int cpus) implements Action {}

    /** Let a role have what it wants. */
    record RemoveQuota() implements Action {}
}
