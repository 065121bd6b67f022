/** Those who want something of a simulated cell. */
@NullMarked
package io.boreas.testcluster.sim.client;

import org.jspecify.annotations.NullMarked;
