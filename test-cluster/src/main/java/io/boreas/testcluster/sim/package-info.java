/** A cell in one thread: seeded chance, simulated time, network and disks, and the real core and codecs in between. */
@NullMarked
package io.boreas.testcluster.sim;

import org.jspecify.annotations.NullMarked;
