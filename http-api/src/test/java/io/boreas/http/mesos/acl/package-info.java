/** Access control lists as tables. */
@NullMarked
package io.boreas.http.mesos.acl;

import org.jspecify.annotations.NullMarked;
