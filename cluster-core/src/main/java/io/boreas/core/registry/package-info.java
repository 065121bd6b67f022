/** What the cell as a whole is told by its operators: weights and quotas of roles, and the maintenance of machines. */
@NullMarked
package io.boreas.core.registry;

import org.jspecify.annotations.NullMarked;
