/** How often principals may call: Mesos's rate limits. Pure but for {@link RateGate}, whose clock and timer come from outside. */
@NullMarked
package io.boreas.http.mesos.limit;

import org.jspecify.annotations.NullMarked;
