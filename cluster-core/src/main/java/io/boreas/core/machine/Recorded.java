package io.boreas.core.machine;

import io.boreas.core.id.Cause;

/** One event as the journal keeps it: whose it is, and why it happened. */
public record Recorded<K, E>(K aggregate, Cause cause, E event) {}
