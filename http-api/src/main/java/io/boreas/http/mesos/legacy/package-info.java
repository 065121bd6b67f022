/** Mesos's read endpoints from before its v1 APIs, with their exact keys. */
@NullMarked
package io.boreas.http.mesos.legacy;

import org.jspecify.annotations.NullMarked;
