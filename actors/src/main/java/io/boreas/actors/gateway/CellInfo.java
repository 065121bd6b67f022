package io.boreas.actors.gateway;

import io.boreas.core.resource.FaultDomain;
import java.time.Instant;
import java.util.Optional;

/**
 * Who answers.
 *
 * @param cell the cell's name
 * @param master this master's id, drawn at each start
 * @param startedAt when this master was started; of a cell that is only looked at, the moment that is shown
 * @param linkPort where agents dial in; 0 if none can, because the cell is only looked at
 * @param domain where this master is, if it says so
 */
public record CellInfo(
        String cell, String master, String version, Instant startedAt, int linkPort, Optional<FaultDomain> domain) {}
