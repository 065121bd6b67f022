/** Names of things. A string becomes one of these at the edge, and never goes back before another edge. */
@NullMarked
package io.boreas.core.id;

import org.jspecify.annotations.NullMarked;
