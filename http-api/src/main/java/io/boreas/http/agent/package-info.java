/** The doors of an agent: the executor API and the operator API of Mesos's agents. */
@NullMarked
package io.boreas.http.agent;

import org.jspecify.annotations.NullMarked;
