/** Drills: cells in JVMs of their own, broken in every way, and looked at through their doors and the kernel. */
@NullMarked
package io.boreas.testcluster.cell;

import org.jspecify.annotations.NullMarked;
