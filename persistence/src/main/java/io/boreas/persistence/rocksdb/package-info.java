/** The embedded journal and snapshot store: Pekko Persistence on RocksDB, with group commit and a cell-wide order. */
@NullMarked
package io.boreas.persistence.rocksdb;

import org.jspecify.annotations.NullMarked;
