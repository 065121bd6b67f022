/** What is measured at the doors, and the page Prometheus reads. */
@NullMarked
package io.boreas.http.metrics;

import org.jspecify.annotations.NullMarked;
