/** Tests of frameworks. */
@NullMarked
package io.boreas.core.framework;

import org.jspecify.annotations.NullMarked;
