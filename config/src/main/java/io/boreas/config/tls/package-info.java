/** Certificates of this process, and whom it believes. */
@NullMarked
package io.boreas.config.tls;

import org.jspecify.annotations.NullMarked;
