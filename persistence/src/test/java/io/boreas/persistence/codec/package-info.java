/** Shows that what is stored and sent is read again, is small, is shared, and stays readable. */
@NullMarked
package io.boreas.persistence.codec;

import org.jspecify.annotations.NullMarked;
