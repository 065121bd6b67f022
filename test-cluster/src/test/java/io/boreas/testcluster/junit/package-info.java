/** The JUnit extension, used as its users do. */
@NullMarked
package io.boreas.testcluster.junit;

import org.jspecify.annotations.NullMarked;
