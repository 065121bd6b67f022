/** Images of all kinds, good and bad, and what becomes of them. */
@NullMarked
package io.boreas.agent.image;

import org.jspecify.annotations.NullMarked;
