/** Tests of persistent volumes on disk. */
@NullMarked
package io.boreas.agent.volume;

import org.jspecify.annotations.NullMarked;
