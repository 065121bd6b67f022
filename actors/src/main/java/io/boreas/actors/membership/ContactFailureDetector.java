package io.boreas.actors.membership;

import com.typesafe.config.Config;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/**
 * Pekko's failure detector, which judges by silence, told besides of masters whose process is gone: a member that is given up leaves only
 * once it counts as unreachable, and for one that is gone there is no silence to wait out.
 */
public final class ContactFailureDetector extends PhiAccrualFailureDetector {
    private volatile String master = "";

    /** Made by Pekko, as the configuration says. */
    public ContactFailureDetector(Config config, EventStream events) {
        super(config, events);
    }

    @Override
    public void setAddress(String address) {
        super.setAddress(address);
        master = address.substring(address.indexOf('@') + 1);
    }

    @Override
    public boolean isAvailable() {
        return !GoneMasters.contains(master) && super.isAvailable();
    }
}
