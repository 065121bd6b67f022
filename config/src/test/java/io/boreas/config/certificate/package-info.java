/** Certificates for tests, made with the JDK's keytool. */
@NullMarked
package io.boreas.config.certificate;

import org.jspecify.annotations.NullMarked;
