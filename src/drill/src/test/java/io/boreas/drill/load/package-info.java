/** Tests of what the clients of a drill ask. */
@NullMarked
package io.boreas.drill.load;

import org.jspecify.annotations.NullMarked;
