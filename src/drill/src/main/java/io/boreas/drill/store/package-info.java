/** Real servers of the shared stores, each in a process of its own that can be paused, killed and started again. */
@NullMarked
package io.boreas.drill.store;

import org.jspecify.annotations.NullMarked;
