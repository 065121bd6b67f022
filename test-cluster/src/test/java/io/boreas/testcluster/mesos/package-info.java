/** Frameworks while masters, agents and schedulers are killed, stopped and cut off. */
@NullMarked
package io.boreas.testcluster.mesos;

import org.jspecify.annotations.NullMarked;
