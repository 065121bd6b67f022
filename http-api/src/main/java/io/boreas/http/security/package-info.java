/** Who asks: credentials, tokens, and the realms in which requests must show them. */
@NullMarked
package io.boreas.http.security;

import org.jspecify.annotations.NullMarked;
