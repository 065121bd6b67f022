/** What an agent gives besides its own resources because its tasks hold it and do not use it, and how it takes that back. */
@NullMarked
package io.boreas.agent.oversubscription;

import org.jspecify.annotations.NullMarked;
