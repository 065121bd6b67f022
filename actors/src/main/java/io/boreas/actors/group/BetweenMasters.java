package io.boreas.actors.group;

/**
 * What one actor may say to another on another master. Each has a form in which it travels, or is a
 * {@link org.apache.pekko.actor.NoSerializationVerificationNeeded}: one that never leaves its own actor or its own master.
 */
public interface BetweenMasters {}
