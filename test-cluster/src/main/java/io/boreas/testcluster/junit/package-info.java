/** For tests of frameworks: a JUnit extension that starts a cell in the test's JVM, and breaks it when told to. */
@NullMarked
package io.boreas.testcluster.junit;

import org.jspecify.annotations.NullMarked;
