/** Laws and grammar tables of the resource algebra. */
@NullMarked
package io.boreas.core.resource;

import org.jspecify.annotations.NullMarked;
