/** The masters' side of a simulated cell: around the core it does what the actors do, in their order. */
@NullMarked
package io.boreas.testcluster.sim.cell;

import org.jspecify.annotations.NullMarked;
