/** Boreas on the real servers of shared stores. */
@NullMarked
package io.boreas.testcluster.store;

import org.jspecify.annotations.NullMarked;
