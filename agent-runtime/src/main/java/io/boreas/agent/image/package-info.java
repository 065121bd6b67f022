/** Images that tasks run in: found in a folder of the operator's or pulled from a registry, checked, unpacked once for all tasks that want them. */
@NullMarked
package io.boreas.agent.image;

import org.jspecify.annotations.NullMarked;
