/** A framework for the scheduler API v1 of Mesos, small enough to read and whole enough to survive its own end. */
@NullMarked
package io.boreas.examples.framework;

import org.jspecify.annotations.NullMarked;
