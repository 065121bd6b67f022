/** Who may come in, over real sockets. */
@NullMarked
package io.boreas.http.security;

import org.jspecify.annotations.NullMarked;
