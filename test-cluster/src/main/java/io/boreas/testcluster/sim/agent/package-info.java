/** Simulated agents: their disks, their machines and the processes that outlive them. */
@NullMarked
package io.boreas.testcluster.sim.agent;

import org.jspecify.annotations.NullMarked;
