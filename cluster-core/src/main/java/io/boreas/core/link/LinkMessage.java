package io.boreas.core.link;

/** One message of the agent link. Within one connection messages arrive in the order they were sent, or not at all. */
public sealed interface LinkMessage permits FromAgent, FromMaster {}
