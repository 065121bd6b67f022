/** What the shell of frameworks adds: schedulers' streams, the calls that go on to agents' groups, and what both are owed. */
@NullMarked
package io.boreas.actors.framework;

import org.jspecify.annotations.NullMarked;
