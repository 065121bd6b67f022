/** What is given besides an agent's own resources, and taken back. */
@NullMarked
package io.boreas.agent.oversubscription;

import org.jspecify.annotations.NullMarked;
