package io.boreas.persistence.cassandra;

/** The table of the cell's order. */
final class OrderTable {
    static final String NAME = "cell_order";

    /** Chunks in one partition: some hundred kilobytes. */
    static final long CHUNKS_PER_BUCKET = 1_000;

    private OrderTable() {}

    static String definition(String keyspace) {
        return "CREATE TABLE IF NOT EXISTS " + keyspace + "." + NAME
                + " (bucket bigint, chunk bigint, records blob, PRIMARY KEY (bucket, chunk))";
    }
}
