/** The cell as the Mesos doors show it: agents, frameworks and tasks gathered at one moment. */
@NullMarked
package io.boreas.http.mesos.state;

import org.jspecify.annotations.NullMarked;
