/** Tests of the package of the same name. */
@NullMarked
package io.boreas.http.mesos.wire;

import org.jspecify.annotations.NullMarked;
