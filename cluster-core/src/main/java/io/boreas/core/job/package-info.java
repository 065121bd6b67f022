/** Jobs in Aurora's model: what was asked for, the state of each instance, and how both move. */
@NullMarked
package io.boreas.core.job;

import org.jspecify.annotations.NullMarked;
