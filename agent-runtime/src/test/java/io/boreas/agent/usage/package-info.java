/** What is kept of what tasks use. */
@NullMarked
package io.boreas.agent.usage;

import org.jspecify.annotations.NullMarked;
