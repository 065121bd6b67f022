/** The door of the scheduler API, over real sockets. */
@NullMarked
package io.boreas.http.mesos.scheduler;

import org.jspecify.annotations.NullMarked;
