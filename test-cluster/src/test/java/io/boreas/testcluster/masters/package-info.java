/** Cells of several masters while masters are killed and stopped. */
@NullMarked
package io.boreas.testcluster.masters;

import org.jspecify.annotations.NullMarked;
