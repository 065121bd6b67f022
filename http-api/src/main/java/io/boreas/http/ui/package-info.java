/** The page at {@code /}: static files, served with headers that let nothing else run in it; and the page of Mesos, if an operator has it. */
@NullMarked
package io.boreas.http.ui;

import org.jspecify.annotations.NullMarked;
