/** Boreas's own REST dialect under {@code /boreas/v1}: one encoder and one decoder for each shape. */
@NullMarked
package io.boreas.http.boreas;

import org.jspecify.annotations.NullMarked;
