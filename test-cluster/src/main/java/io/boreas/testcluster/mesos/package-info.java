/** A Mesos v1 scheduler for tests: makes every call, hears every event, and looks at what its tasks really did. */
@NullMarked
package io.boreas.testcluster.mesos;

import org.jspecify.annotations.NullMarked;
