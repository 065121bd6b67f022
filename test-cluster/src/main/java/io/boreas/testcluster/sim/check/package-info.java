/** What must hold in a simulated cell: one class for each property. */
@NullMarked
package io.boreas.testcluster.sim.check;

import org.jspecify.annotations.NullMarked;
