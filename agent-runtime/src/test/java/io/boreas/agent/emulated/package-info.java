/** Emulated agents against a master that is real on the wire. */
@NullMarked
package io.boreas.agent.emulated;

import org.jspecify.annotations.NullMarked;
