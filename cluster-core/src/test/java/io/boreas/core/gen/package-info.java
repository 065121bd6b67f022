/** Seeded generators for property tests, shipped to the other modules in this module's test-jar. */
@NullMarked
package io.boreas.core.gen;

import org.jspecify.annotations.NullMarked;
