/** Who gets what of the cluster: fair shares of roles and frameworks, and the offers that follow from them. */
@NullMarked
package io.boreas.core.allocator;

import org.jspecify.annotations.NullMarked;
