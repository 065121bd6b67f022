/** What a master and an agent say to each other over their one connection. */
@NullMarked
package io.boreas.core.link;

import org.jspecify.annotations.NullMarked;
