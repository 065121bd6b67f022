/** What every process of the cell shares: its options and settings, the journal's store, its doors, log and end. */
@NullMarked
package io.boreas.launcher.process;

import org.jspecify.annotations.NullMarked;
