package io.boreas.testcluster.sim.cell;

import io.boreas.core.link.FromMaster;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.TaskLaunch;
import java.util.ArrayList;
import java.util.List;

/** What goes to one agent together: kills first. */
final class Parcel {
    /** So few that the jobs of a run need several messages. */
    private static final int LAUNCHES_MAX = 2;

    final List<TaskLaunch> launches = new ArrayList<>();
    final List<KillOrder> kills = new ArrayList<>();

    List<FromMaster> messages() {
        var messages = new ArrayList<FromMaster>(kills.size() + 1);
        kills.forEach(order -> messages.add(new FromMaster.Kill(order)));
        for (int from = 0; from < launches.size(); from += LAUNCHES_MAX) {
            int to = Math.min(from + LAUNCHES_MAX, launches.size());
            messages.add(new FromMaster.Launch(launches.subList(from, to)));
        }
        return messages;
    }
}
