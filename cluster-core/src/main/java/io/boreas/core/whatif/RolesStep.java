package io.boreas.core.whatif;

import io.boreas.core.scheduler.RoleTerms;
import java.time.Instant;

/** What operators say of roles from a moment on. */
public record RolesStep(Instant at, RoleTerms terms) {}
