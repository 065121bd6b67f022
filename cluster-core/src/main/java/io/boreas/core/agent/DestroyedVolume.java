package io.boreas.core.agent;

import io.boreas.core.resource.Resource;

/**
 * A persistent volume that is no more, and whose data its agent is to delete.
 *
 * @param number 1 for the first of the agent, one more for each that follows: a later volume of the same name is not meant
 */
public record DestroyedVolume(long number, Resource volume) {}
