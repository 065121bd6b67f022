/** Examples of the paper and laws of fair shares. */
@NullMarked
package io.boreas.core.allocator;

import org.jspecify.annotations.NullMarked;
