/** Rate limits, on a clock that stands until it is told to go. */
@NullMarked
package io.boreas.http.mesos.limit;

import org.jspecify.annotations.NullMarked;
