/** Asks tasks whether they do well: by commands, over HTTP, and by connections. */
@NullMarked
package io.boreas.agent.check;

import org.jspecify.annotations.NullMarked;
