/** What operators install: the tar, and the settings, units and alerts in it. */
@NullMarked
package io.boreas.dist;

import org.jspecify.annotations.NullMarked;
