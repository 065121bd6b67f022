/** The doors over real sockets, before a cell that runs the real job machine and keeps its journal in memory. */
@NullMarked
package io.boreas.http;

import org.jspecify.annotations.NullMarked;
