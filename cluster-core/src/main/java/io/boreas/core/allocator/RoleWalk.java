package io.boreas.core.allocator;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Walks the roles that have competing frameworks, the next one first: at each level the one with least, and all below it
 * before its siblings.
 */
final class RoleWalk {
    private final RoleNode root;
    private final ArrayList<Level> levels = new ArrayList<>();

    private record Level(RoleNode node, Contest.Turns<RoleNode> turns) {}

    RoleWalk(RoleNode root) {
        this.root = root;
    }

    void start() {
        levels.clear();
        levels.add(new Level(root, root.contest.turns()));
    }

    /** The next role; null after the last. */
    @Nullable
    RoleNode next() {
        while (!levels.isEmpty()) {
            var level = levels.getLast();
            var node = level.turns.next();
            if (node == null) {
                levels.removeLast();
            } else if (node.equals(level.node) || node.children.isEmpty()) {
                return node;
            } else {
                levels.add(new Level(node, node.contest.turns()));
            }
        }
        return null;
    }
}
