/** What every refusal of the native door looks like: RFC 9457 problem details. */
@NullMarked
package io.boreas.http.problem;

import org.jspecify.annotations.NullMarked;
