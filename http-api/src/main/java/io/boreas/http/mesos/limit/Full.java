package io.boreas.http.mesos.limit;

import java.util.OptionalLong;

/**
 * Why a call is refused that would have to wait: too many wait already.
 *
 * @param limit whose capacity is exceeded; it has a rate
 * @param shared whether it is of all who have none of their own
 * @param bytesMax how many bytes those that wait may have, if that is exceeded; empty if it is their number
 * @param roomInNs nanoseconds until the next that waits may pass and makes room; empty if there is never room
 */
public record Full(RateLimit limit, boolean shared, OptionalLong bytesMax, OptionalLong roomInNs) {}
