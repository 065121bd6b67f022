/** The masters' end of the agent link. */
@NullMarked
package io.boreas.actors.link;

import org.jspecify.annotations.NullMarked;
