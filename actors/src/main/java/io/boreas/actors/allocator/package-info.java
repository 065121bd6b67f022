/** The singleton that decides which framework is offered what. */
@NullMarked
package io.boreas.actors.allocator;

import org.jspecify.annotations.NullMarked;
