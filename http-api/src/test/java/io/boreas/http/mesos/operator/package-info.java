/** Tests of the operator API over real sockets. */
@NullMarked
package io.boreas.http.mesos.operator;

import org.jspecify.annotations.NullMarked;
