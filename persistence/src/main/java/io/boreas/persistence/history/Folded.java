package io.boreas.persistence.history;

import io.boreas.core.machine.GroupSnapshot;
import java.time.Instant;

/**
 * One group at a moment.
 *
 * @param state what it hosts
 * @param sequence the number of the last record that is in it; 0 if there is none
 * @param decidedAt when that record was decided; {@link Instant#EPOCH} if there is none
 * @param records how many were folded, after the snapshot that was begun with
 * @param events how many those have
 */
public record Folded(
        String group, GroupSnapshot<?> state, long sequence, Instant decidedAt, long records, long events) {}
