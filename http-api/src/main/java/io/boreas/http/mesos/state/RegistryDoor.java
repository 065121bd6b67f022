package io.boreas.http.mesos.state;

import io.boreas.core.id.Cause;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Maintenance;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Quota;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What operators set for the cell as a whole, and what they do to agents: the calls of the operator API that change something. */
public interface RegistryDoor {
    /** Nothing was set, and nothing can be. */
    RegistryDoor ABSENT = new RegistryDoor() {
        @Override
        public CompletionStage<Settings> read() {
            return CompletableFuture.completedFuture(Settings.NONE);
        }

        @Override
        public CompletionStage<Reply> call(Master.Call call, Cause cause) {
            return CompletableFuture.completedFuture(
                    new Reply(501, "Received '" + call.getType() + "' call, which is not implemented"));
        }
    };

    /** What is set now. */
    CompletionStage<Settings> read();

    /** Does what a call asks that is not a read, a stream or a teardown; answered once it is durable. */
    CompletionStage<Reply> call(Master.Call call, Cause cause);

    /**
     * What is set.
     *
     * @param weights those that are not 1
     */
    record Settings(
            SortedMap<Role, Double> weights,
            List<Quota.QuotaConfig> quotas,
            Maintenance.Schedule schedule,
            Maintenance.ClusterStatus maintenance) {
        /** Nothing. */
        public static final Settings NONE = new Settings(
                new TreeMap<>(),
                List.of(),
                Maintenance.Schedule.getDefaultInstance(),
                Maintenance.ClusterStatus.getDefaultInstance());

        /** What of it somebody may see. */
        public Settings seenBy(Permissions who) {
            var seen = new TreeMap<>(weights);
            seen.keySet().removeIf(role -> !who.may(Action.VIEW_ROLES, role.name()));
            return new Settings(
                    seen,
                    quotas.stream()
                            .filter(quota -> who.may(Action.GET_QUOTAS, quota.getRole()))
                            .toList(),
                    who.may(Action.GET_MAINTENANCE_SCHEDULES) ? schedule : NONE.schedule(),
                    who.may(Action.GET_MAINTENANCE_STATUSES) ? maintenance : NONE.maintenance());
        }

        public Settings {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
            quotas = List.copyOf(quotas);
        }
    }

    /**
     * An answer as the operator API gives it.
     *
     * @param text empty if it was done
     */
    record Reply(int status, String text) {}
}
