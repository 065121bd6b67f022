package io.boreas.persistence.rocksdb;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionIdProvider;

/** The store of one actor system: opened at first use from its configuration, closed when the system ends. */
public final class RocksPersistence implements Extension {
    private static final Id ID = new Id();

    private final RocksStore store;
    private final JournalFeed feed;

    private RocksPersistence(ExtendedActorSystem system) {
        this.store = RocksStore.open(StoreSettings.from(system.settings().config()));
        system.registerOnTermination(store::close);
        this.feed = new JournalFeed(store, new PayloadCodec(system));
    }

    /**
     * The extension of this system.
     *
     * @throws StoreException at first use, if the directory cannot be opened
     */
    public static RocksPersistence get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** What the plug-ins write to. */
    public RocksStore store() {
        return store;
    }

    /** All records in the order they were written. */
    public JournalFeed feed() {
        return feed;
    }

    /** What Pekko needs to make the extension. */
    public static final class Id extends AbstractExtensionId<RocksPersistence> implements ExtensionIdProvider {
        @Override
        public Id lookup() {
            return ID;
        }

        @Override
        public RocksPersistence createExtension(ExtendedActorSystem system) {
            return new RocksPersistence(system);
        }
    }
}
