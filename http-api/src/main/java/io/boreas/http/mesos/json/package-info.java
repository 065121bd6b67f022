/** Messages of the Mesos v1 APIs as JSON, the way Mesos reads and writes it. */
@NullMarked
package io.boreas.http.mesos.json;

import org.jspecify.annotations.NullMarked;
