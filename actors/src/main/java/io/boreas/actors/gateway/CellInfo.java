package io.boreas.actors.gateway;

import java.time.Instant;

/**
 * Who answers.
 *
 * @param cell the cell's name
 * @param master this master's id, drawn at each start
 * @param startedAt when this master was started; of a cell that is only looked at, the moment that is shown
 * @param linkPort where agents dial in; 0 if none can, because the cell is only looked at
 */
public record CellInfo(String cell, String master, String version, Instant startedAt, int linkPort) {}
