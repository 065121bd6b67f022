/** A cell's journal at rest, whichever store it is in: read, folded to any moment, verified, and moved to another store. */
@NullMarked
package io.boreas.persistence.history;

import org.jspecify.annotations.NullMarked;
