/** A journal that several masters share on Cassandra: its settings, sessions, schema, and the cell's order over it. */
@NullMarked
package io.boreas.persistence.cassandra;

import org.jspecify.annotations.NullMarked;
