/** What the cell's records and Mesos's messages are to each other. */
@NullMarked
package io.boreas.http.mesos.translate;

import org.jspecify.annotations.NullMarked;
