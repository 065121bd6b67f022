package io.boreas.testcluster.sim.cell;

import io.boreas.core.link.FromMaster;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskLaunch;
import java.util.ArrayList;
import java.util.List;

/** What goes to one agent together: kills first. */
final class Parcel {
    final List<TaskLaunch> launches = new ArrayList<>();
    final List<KillOrder> kills = new ArrayList<>();

    List<FromMaster> messages() {
        var messages = new ArrayList<FromMaster>(kills.size() + 1);
        kills.forEach(order -> messages.add(new FromMaster.Kill(order)));
        if (!launches.isEmpty()) {
            messages.add(new FromMaster.Launch(launches));
        }
        return messages;
    }
}
