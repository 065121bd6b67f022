/** Fetching from real servers, and unpacking what means no good. */
@NullMarked
package io.boreas.agent.fetch;

import org.jspecify.annotations.NullMarked;
