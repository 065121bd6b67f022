/** Tests of what sessions are made of. */
@NullMarked
package io.boreas.agent.session;

import org.jspecify.annotations.NullMarked;
