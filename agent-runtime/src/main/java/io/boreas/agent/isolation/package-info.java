/** What keeps tasks within what they were promised: a small class for each kind of limit, by cgroups or by looking. */
@NullMarked
package io.boreas.agent.isolation;

import org.jspecify.annotations.NullMarked;
