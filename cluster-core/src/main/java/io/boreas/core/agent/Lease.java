package io.boreas.core.agent;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Instant;

/** Part of an agent set aside for one framework while it thinks about an offer. */
public record Lease(OfferId offer, FrameworkId framework, Role role, Resources resources, Instant grantedAt) {}
