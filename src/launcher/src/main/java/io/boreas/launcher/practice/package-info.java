/** A cell that nobody needs: started so that the JVM learns how Boreas starts and works, which the launcher keeps. */
@NullMarked
package io.boreas.launcher.practice;

import org.jspecify.annotations.NullMarked;
