package io.boreas.core.machine;

import io.boreas.core.id.Cause;

/** A command on its way to an aggregate. */
public record Envelope<K, C>(K aggregate, C command, Cause cause) {}
