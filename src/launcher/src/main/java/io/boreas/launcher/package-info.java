/** The one composition root: reads settings, starts masters and agents, and adds them to the command line. */
@NullMarked
package io.boreas.launcher;

import org.jspecify.annotations.NullMarked;
