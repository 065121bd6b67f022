/** Settings: read once at start-up, checked, with every problem reported together. */
@NullMarked
package io.boreas.config;

import org.jspecify.annotations.NullMarked;
