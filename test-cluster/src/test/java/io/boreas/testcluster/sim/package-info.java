/** The simulator at work, and the checks of its checks. */
@NullMarked
package io.boreas.testcluster.sim;

import org.jspecify.annotations.NullMarked;
