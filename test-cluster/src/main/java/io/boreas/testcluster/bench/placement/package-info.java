/** How many places the planner chooses a second, beside a plain scan on the same workload. */
@NullMarked
package io.boreas.testcluster.bench.placement;

import org.jspecify.annotations.NullMarked;
