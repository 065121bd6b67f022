package io.boreas.actors.gateway;

import java.time.Instant;

/**
 * Who answers.
 *
 * @param cell the cell's name
 * @param master this master's id, drawn at each start
 * @param linkPort where agents dial in
 */
public record CellInfo(String cell, String master, String version, Instant startedAt, int linkPort) {}
