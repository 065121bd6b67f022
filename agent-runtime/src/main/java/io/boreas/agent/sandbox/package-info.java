/** The folders tasks run in: what may be read of them, how long they stay, how large their logs grow. */
@NullMarked
package io.boreas.agent.sandbox;

import org.jspecify.annotations.NullMarked;
