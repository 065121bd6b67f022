/** What masters say to each other survives the way there. */
@NullMarked
package io.boreas.actors.wire;

import org.jspecify.annotations.NullMarked;
