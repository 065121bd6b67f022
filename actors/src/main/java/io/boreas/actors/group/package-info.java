/** The one journaled shell: batches of commands, one record of the journal each, for every kind of aggregate. */
@NullMarked
package io.boreas.actors.group;

import org.jspecify.annotations.NullMarked;
