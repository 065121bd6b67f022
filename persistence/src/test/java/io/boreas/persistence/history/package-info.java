/** What is found, folded and moved of journals that tests write. */
@NullMarked
package io.boreas.persistence.history;

import org.jspecify.annotations.NullMarked;
