/** {@code boreas journal}: journals as people read, check and move them, and cells as they were. */
@NullMarked
package io.boreas.launcher.journal;

import org.jspecify.annotations.NullMarked;
