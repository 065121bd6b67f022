/** What the command line does before it asks anybody. */
@NullMarked
package io.boreas.cli;

import org.jspecify.annotations.NullMarked;
