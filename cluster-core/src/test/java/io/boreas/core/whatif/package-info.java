/** Stretches and decisions, worked out by hand. */
@NullMarked
package io.boreas.core.whatif;

import org.jspecify.annotations.NullMarked;
