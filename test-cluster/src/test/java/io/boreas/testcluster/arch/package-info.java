/** The rules of who may know whom. */
@NullMarked
package io.boreas.testcluster.arch;

import org.jspecify.annotations.NullMarked;
