/** What tasks use, looked at now and then and kept for an hour. */
@NullMarked
package io.boreas.agent.usage;

import org.jspecify.annotations.NullMarked;
