/** Tests of what tells a good history from a bad one. */
@NullMarked
package io.boreas.drill.history;

import org.jspecify.annotations.NullMarked;
