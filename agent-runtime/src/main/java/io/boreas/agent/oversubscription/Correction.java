package io.boreas.agent.oversubscription;

/**
 * Somebody who is to end, because what it holds is needed.
 *
 * @param why for people
 */
record Correction(Holder holder, String why) {}
