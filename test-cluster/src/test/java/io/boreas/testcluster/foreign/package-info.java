/** Frameworks and tools that others wrote for Mesos, run unchanged on a cell with real processes. */
@NullMarked
package io.boreas.testcluster.foreign;

import org.jspecify.annotations.NullMarked;
