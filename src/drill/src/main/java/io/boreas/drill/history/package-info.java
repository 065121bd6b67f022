/** What clients asked and were answered, and whether one cell at one time could have answered so. */
@NullMarked
package io.boreas.drill.history;

import org.jspecify.annotations.NullMarked;
