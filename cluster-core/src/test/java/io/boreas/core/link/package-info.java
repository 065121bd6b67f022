/** The laws of the agent's side of the link. */
@NullMarked
package io.boreas.core.link;

import org.jspecify.annotations.NullMarked;
