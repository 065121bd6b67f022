/** Tests of the package of the same name. */
@NullMarked
package io.boreas.http.mesos.recordio;

import org.jspecify.annotations.NullMarked;
