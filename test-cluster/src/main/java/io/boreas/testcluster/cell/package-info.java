/** Starts cells as people do, in JVMs of their own, and kills them; reaches them through their doors, their files and /proc. */
@NullMarked
package io.boreas.testcluster.cell;

import org.jspecify.annotations.NullMarked;
