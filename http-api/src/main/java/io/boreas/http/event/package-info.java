/** The cell's events as server-sent events: one reader of the journal, many bounded subscribers. */
@NullMarked
package io.boreas.http.event;

import org.jspecify.annotations.NullMarked;
