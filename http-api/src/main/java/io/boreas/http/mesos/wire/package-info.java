/** What comes in on the Mesos v1 APIs: from a head and a body to a call, or to the refusal that Mesos would give. */
@NullMarked
package io.boreas.http.mesos.wire;

import org.jspecify.annotations.NullMarked;
