/** Tests of what the cell is told by its operators. */
@NullMarked
package io.boreas.core.registry;

import org.jspecify.annotations.NullMarked;
