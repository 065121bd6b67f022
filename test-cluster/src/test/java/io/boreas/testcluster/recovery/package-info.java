/** Agents that are killed at each stage of their tasks, and what of them is left on the machine. */
@NullMarked
package io.boreas.testcluster.recovery;

import org.jspecify.annotations.NullMarked;
