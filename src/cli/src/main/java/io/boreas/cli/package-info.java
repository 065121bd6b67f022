/** The command line: every verb speaks the public HTTP API and nothing else. */
@NullMarked
package io.boreas.cli;

import org.jspecify.annotations.NullMarked;
