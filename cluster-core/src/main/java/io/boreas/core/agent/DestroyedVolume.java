package io.boreas.core.agent;

import io.boreas.core.resource.Resource;

/**
 * A persistent volume that is no more, and whose data its agent is to delete.
 *
 * @param number larger for each that follows, and the moment of its end or more, in milliseconds since the epoch: a later
 *     volume of the same name is not meant
 */
public record DestroyedVolume(long number, Resource volume) {}
