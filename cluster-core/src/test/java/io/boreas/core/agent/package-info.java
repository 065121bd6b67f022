/** The laws of an agent's ledger. */
@NullMarked
package io.boreas.core.agent;

import org.jspecify.annotations.NullMarked;
