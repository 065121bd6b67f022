/** One machine's agent: its settings, its work directory, and its parts put together. */
@NullMarked
package io.boreas.agent;

import org.jspecify.annotations.NullMarked;
