/** The root of a master's actors. */
@NullMarked
package io.boreas.actors.guardian;

import org.jspecify.annotations.NullMarked;
