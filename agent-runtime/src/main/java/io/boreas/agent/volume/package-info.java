/** Persistent volumes: where their data is, and how tasks come to see it. */
@NullMarked
package io.boreas.agent.volume;

import org.jspecify.annotations.NullMarked;
