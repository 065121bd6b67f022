/** The sorted map and the group against simpler models of themselves. */
@NullMarked
package io.boreas.core.machine;

import org.jspecify.annotations.NullMarked;
