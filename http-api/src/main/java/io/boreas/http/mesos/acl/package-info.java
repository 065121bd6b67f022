/** Who may do what: Mesos's access control lists. Pure. */
@NullMarked
package io.boreas.http.mesos.acl;

import org.jspecify.annotations.NullMarked;
