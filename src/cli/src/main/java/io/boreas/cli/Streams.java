package io.boreas.cli;

import java.io.PrintStream;

/** Where a command writes: answers to one, what went wrong to the other. */
record Streams(PrintStream out, PrintStream err) {}
