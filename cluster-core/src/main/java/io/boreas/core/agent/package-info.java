/** An agent as its masters know it: presence, the ledger of its resources, its tasks. */
@NullMarked
package io.boreas.core.agent;

import org.jspecify.annotations.NullMarked;
