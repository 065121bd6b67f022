/** What time it is, and how long ago something was. */
@NullMarked
package io.boreas.actors.time;

import org.jspecify.annotations.NullMarked;
