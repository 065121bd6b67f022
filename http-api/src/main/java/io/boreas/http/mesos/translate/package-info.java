/** Between what the cell knows and what the Mesos v1 APIs say of it, both ways; pure. */
@NullMarked
package io.boreas.http.mesos.translate;

import org.jspecify.annotations.NullMarked;
