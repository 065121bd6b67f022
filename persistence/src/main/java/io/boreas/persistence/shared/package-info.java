/** What stores that several masters share have in common: one order for the whole cell, secrets, and why a store cannot be used. */
@NullMarked
package io.boreas.persistence.shared;

import org.jspecify.annotations.NullMarked;
