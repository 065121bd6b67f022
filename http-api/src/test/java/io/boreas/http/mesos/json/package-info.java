/** Tests of the package of the same name. */
@NullMarked
package io.boreas.http.mesos.json;

import org.jspecify.annotations.NullMarked;
