/** Many agents in one process, real to their masters, that run nothing: for drills and load. */
@NullMarked
package io.boreas.agent.emulated;

import org.jspecify.annotations.NullMarked;
