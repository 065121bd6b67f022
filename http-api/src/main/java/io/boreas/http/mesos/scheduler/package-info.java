/** The Mesos v1 scheduler API: calls of frameworks, and the streams of events they hear. */
@NullMarked
package io.boreas.http.mesos.scheduler;

import org.jspecify.annotations.NullMarked;
