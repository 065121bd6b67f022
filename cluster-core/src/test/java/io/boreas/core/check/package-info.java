/** What follows from probes, on a clock that only the tests move. */
@NullMarked
package io.boreas.core.check;

import org.jspecify.annotations.NullMarked;
