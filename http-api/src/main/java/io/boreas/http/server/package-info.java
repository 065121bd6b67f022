/** The HTTP server: binding, routing, limits, and the way from a request to its answer. */
@NullMarked
package io.boreas.http.server;

import org.jspecify.annotations.NullMarked;
