package io.boreas.actors.gateway;

/** The cell in numbers, each counted where it is kept: of a large cell that is far less than all of it. */
public record CellCounts(JobCounts jobs, AgentCounts agents) {}
