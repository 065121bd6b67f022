/** Frameworks that speak a scheduler API, as pure functions. */
@NullMarked
package io.boreas.core.framework;

import org.jspecify.annotations.NullMarked;
