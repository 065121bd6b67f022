package io.boreas.core.allocator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which leases are to be taken back so that quotas hold: of roles that have more than their limit, and of those that have
 * more than their guarantee while another's is unmet and nothing is free. The newest go first. Tasks are left alone.
 *
 * <p>Source: Mesos, which rescinds offers when a quota is set.
 */
final class Rescission {
    private final Ledger ledger;
    private final RoleTree tree;

    Rescission(Ledger ledger) {
        this.ledger = ledger;
        this.tree = ledger.tree;
    }

    /** Those that were not named before. */
    List<Grant> find() {
        if (!tree.hasQuotas()) {
            return List.of();
        }
        var open = ledger.open();
        Collections.reverse(open);
        var back = new ArrayList<OpenGrant>();
        for (var grant : open) {
            if (grant.rescinding) {
                suppose(grant, back);
            }
        }
        int known = back.size();
        for (var grant : open) {
            if (!grant.rescinding && isOverLimit(grant)) {
                suppose(grant, back);
            }
        }
        if (tree.hasGuarantees()) {
            for (var grant : open) {
                if (!grant.rescinding && deficit() > 0) {
                    serveGuarantees(grant, back);
                }
            }
        }
        back.forEach(grant -> ledger.suppose(grant, -1));
        var found = back.subList(known, back.size());
        found.forEach(grant -> grant.rescinding = true);
        return found.stream().map(grant -> grant.grant).toList();
    }

    private void suppose(OpenGrant grant, List<OpenGrant> back) {
        ledger.suppose(grant, 1);
        grant.rescinding = true;
        back.add(grant);
    }

    private void serveGuarantees(OpenGrant grant, List<OpenGrant> back) {
        double before = deficit();
        ledger.suppose(grant, 1);
        if (deficit() < before) {
            grant.rescinding = true;
            back.add(grant);
        } else {
            ledger.suppose(grant, -1);
        }
    }

    /** Whether a role above has more than it may of something the grant has. */
    private static boolean isOverLimit(OpenGrant grant) {
        for (var each = grant.client.node; each.parent != null; each = each.parent) {
            for (int kind = 0; kind < each.limit.length; kind++) {
                if (Kinds.at(each.consumed, kind) > each.limit[kind] && Kinds.at(grant.firm, kind) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What guarantees lack and is not free, as fractions of all there is. */
    private double deficit() {
        double deficit = 0;
        long[] lacking = tree.root.unmetBelow;
        for (int kind = 0; kind < lacking.length; kind++) {
            long total = Kinds.at(tree.total(), kind);
            if (total > 0) {
                deficit += (double) Math.max(0, lacking[kind] - Kinds.at(ledger.free(), kind)) / total;
            }
        }
        return deficit;
    }
}
