/** Where the instances of Boreas's own jobs go: reconcile, feasible, rank, plan. */
@NullMarked
package io.boreas.core.scheduler;

import org.jspecify.annotations.NullMarked;
