/** Agents against a master that is real on the wire. */
@NullMarked
package io.boreas.agent;

import org.jspecify.annotations.NullMarked;
