/** How what masters say to each other becomes bytes and back: one form for each type, found once, at the start. */
@NullMarked
package io.boreas.actors.wire;

import org.jspecify.annotations.NullMarked;
