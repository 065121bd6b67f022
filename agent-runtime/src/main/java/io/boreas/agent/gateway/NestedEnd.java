package io.boreas.agent.gateway;

import java.util.Optional;

/**
 * How a nested container ended.
 *
 * @param status as wait(2) gives it: the exit code times 256, or the signal that ended it
 * @param message why it was ended, if it did not end by itself
 */
public record NestedEnd(int status, Optional<String> message) {}
