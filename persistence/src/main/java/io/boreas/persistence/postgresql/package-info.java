/** A journal that several masters share on PostgreSQL: its settings, connections, schema, and the cell's order over it. */
@NullMarked
package io.boreas.persistence.postgresql;

import org.jspecify.annotations.NullMarked;
