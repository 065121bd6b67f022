/** Tests of the legacy endpoints over real sockets. */
@NullMarked
package io.boreas.http.mesos.legacy;

import org.jspecify.annotations.NullMarked;
