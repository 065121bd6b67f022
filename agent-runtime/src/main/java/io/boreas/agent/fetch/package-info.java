/** What tasks want to have in their sandboxes before they start: downloaded, verified, extracted, shared, and kept within bounds. */
@NullMarked
package io.boreas.agent.fetch;

import org.jspecify.annotations.NullMarked;
