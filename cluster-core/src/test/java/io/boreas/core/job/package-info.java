/** The job machine against Aurora's rules, its invariants and the checks at the door. */
@NullMarked
package io.boreas.core.job;

import org.jspecify.annotations.NullMarked;
