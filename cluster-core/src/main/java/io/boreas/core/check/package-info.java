/** How tasks are asked whether they do well, and what follows from their answers. */
@NullMarked
package io.boreas.core.check;

import org.jspecify.annotations.NullMarked;
