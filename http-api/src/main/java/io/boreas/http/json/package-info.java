/** Strict reading and quick writing of JSON; knows nothing of the cell. */
@NullMarked
package io.boreas.http.json;

import org.jspecify.annotations.NullMarked;
