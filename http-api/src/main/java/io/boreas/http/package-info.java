/** The doors of a master: the one way in for everything outside the cell that is not an agent. */
@NullMarked
package io.boreas.http;

import org.jspecify.annotations.NullMarked;
