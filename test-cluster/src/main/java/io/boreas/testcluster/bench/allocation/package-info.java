/** How long the allocator takes to grant all there is. */
@NullMarked
package io.boreas.testcluster.bench.allocation;

import org.jspecify.annotations.NullMarked;
