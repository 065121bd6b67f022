/** Tests of the checks: each passes what is right, and finds what breaks its rule. */
@NullMarked
package io.boreas.drill.check;

import org.jspecify.annotations.NullMarked;
