/** Real processes: started so that they outlive the agent, found again, watched, and ended with all they left. */
@NullMarked
package io.boreas.agent.process;

import org.jspecify.annotations.NullMarked;
