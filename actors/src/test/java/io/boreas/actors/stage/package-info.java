/** What tests put around the actors: an in-memory journal that can be shut, a clock that is set, groups that are probes. */
@NullMarked
package io.boreas.actors.stage;

import org.jspecify.annotations.NullMarked;
