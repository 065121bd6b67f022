/** How events, states and link messages become bytes, and bytes these again; the formats are the .proto files. */
@NullMarked
package io.boreas.persistence.codec;

import org.jspecify.annotations.NullMarked;
