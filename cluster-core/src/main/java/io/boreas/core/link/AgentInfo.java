package io.boreas.core.link;

import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;

/**
 * What an agent is and has.
 *
 * @param hostname where its tasks can be reached
 * @param port where its own HTTP door listens; 0 if it has none
 * @param resources all it has to give
 * @param version the program's version
 */
public record AgentInfo(String hostname, int port, Attributes attributes, Resources resources, String version) {}
