/** What machines have and tasks need: amounts, on which terms they may be used, and the two grammars they are written in. */
@NullMarked
package io.boreas.core.resource;

import org.jspecify.annotations.NullMarked;
