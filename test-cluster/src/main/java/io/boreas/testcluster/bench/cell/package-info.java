/** Load on whole cells: masters, agents and drivers in processes of their own, over what users have. */
@NullMarked
package io.boreas.testcluster.bench.cell;

import org.jspecify.annotations.NullMarked;
