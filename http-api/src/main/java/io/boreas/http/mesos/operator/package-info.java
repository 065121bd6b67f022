/** The operator API of Mesos's master: reads, and the stream of what happens in the cell. */
@NullMarked
package io.boreas.http.mesos.operator;

import org.jspecify.annotations.NullMarked;
