package io.boreas.http.mesos.translate;

import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.Window;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.http.mesos.proto.Allocator.InverseOfferStatus;
import io.boreas.http.mesos.proto.Maintenance;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Quota.QuotaConfig;
import io.boreas.http.mesos.proto.Quota.QuotaInfo;
import io.boreas.http.mesos.proto.Quota.QuotaStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What operators say of roles and machines. */
public final class RegistryMessages {
    private RegistryMessages() {}

    public static Mesos.Unavailability unavailability(Unavailability when) {
        var out = Mesos.Unavailability.newBuilder().setStart(Times.instant(when.start()));
        when.duration().ifPresent(duration -> out.getDurationBuilder().setNanoseconds(duration.toNanos()));
        return out.build();
    }

    private static Mesos.MachineID machine(MachineId machine) {
        var out = Mesos.MachineID.newBuilder();
        if (!machine.hostname().isEmpty()) {
            out.setHostname(machine.hostname());
        }
        if (!machine.ip().isEmpty()) {
            out.setIp(machine.ip());
        }
        return out.build();
    }

    public static List<MachineId> machines(List<Mesos.MachineID> machines) {
        return machines.stream()
                .map(machine -> new MachineId(machine.getHostname(), machine.getIp()))
                .toList();
    }

    public static Maintenance.Schedule schedule(Registry registry) {
        var out = Maintenance.Schedule.newBuilder();
        for (var window : registry.schedule()) {
            var one = out.addWindowsBuilder().setUnavailability(unavailability(window.unavailability()));
            window.machines().forEach(machine -> one.addMachineIds(machine(machine)));
        }
        return out.build();
    }

    public static List<Window> windows(Maintenance.Schedule schedule) {
        return schedule.getWindowsList().stream()
                .map(window -> new Window(machines(window.getMachineIdsList()), read(window.getUnavailability())))
                .toList();
    }

    private static Unavailability read(Mesos.Unavailability when) {
        var start = Instant.ofEpochSecond(0, when.getStart().getNanoseconds());
        return new Unavailability(
                start, when.hasDuration() ? Optional.of(Times.duration(when.getDuration())) : Optional.empty());
    }

    /**
     * Machines that are worked on now, and those that are to be.
     *
     * @param answers what frameworks have said to leaving the latter
     */
    public static Maintenance.ClusterStatus status(Registry registry, List<InverseAnswers.Said> answers) {
        var out = Maintenance.ClusterStatus.newBuilder();
        for (var machine : registry.scheduled()) {
            if (registry.down().contains(machine)) {
                out.addDownMachines(machine(machine));
            } else {
                var draining = out.addDrainingMachinesBuilder().setId(machine(machine));
                answers.stream()
                        .filter(said -> machine.isHostOf(said.host()))
                        .forEach(said -> draining.addStatuses(status(said)));
            }
        }
        return out.build();
    }

    private static InverseOfferStatus status(InverseAnswers.Said said) {
        return InverseOfferStatus.newBuilder()
                .setStatus(
                        said.answer().accepted() ? InverseOfferStatus.Status.ACCEPT : InverseOfferStatus.Status.DECLINE)
                .setFrameworkId(FrameworkMessages.id(said.framework()))
                .setTimestamp(Times.instant(said.answer().at()))
                .build();
    }

    public static List<QuotaConfig> quotas(Registry registry) {
        return registry.quotas().entrySet().stream()
                .map(entry -> QuotaConfig.newBuilder()
                        .setRole(entry.getKey().name())
                        .putAllGuarantees(
                                ResourceMessages.quantities(entry.getValue().guarantees()))
                        .putAllLimits(
                                ResourceMessages.quantities(entry.getValue().limits()))
                        .build())
                .toList();
    }

    /** Quotas, and what older clients read of them. */
    @SuppressWarnings("deprecation") // what older clients read
    public static QuotaStatus quotaStatus(List<QuotaConfig> quotas) {
        return QuotaStatus.newBuilder()
                .addAllInfos(infos(quotas))
                .addAllConfigs(quotas)
                .build();
    }

    /** Guarantees alone. */
    private static List<QuotaInfo> infos(List<QuotaConfig> quotas) {
        return quotas.stream()
                .filter(quota -> quota.getGuaranteesCount() > 0)
                .map(quota -> QuotaInfo.newBuilder()
                        .setRole(quota.getRole())
                        .addAllGuarantee(
                                ResourceMessages.write(resources(quota.getGuaranteesMap()), ResourceForm.ENDPOINT))
                        .build())
                .toList();
    }

    private static Resources resources(Map<String, Mesos.Value.Scalar> amounts) {
        return Resources.of(milli(amounts).entrySet().stream()
                .map(amount -> Resource.scalar(amount.getKey(), amount.getValue()))
                .toList());
    }

    /**
     * A quota.
     *
     * @throws IllegalArgumentException if an amount is none
     */
    public static Quota quota(QuotaConfig config) {
        return new Quota(milli(config.getGuaranteesMap()), milli(config.getLimitsMap()));
    }

    private static SortedMap<String, Long> milli(Map<String, Mesos.Value.Scalar> amounts) {
        var milli = new TreeMap<String, Long>();
        amounts.forEach(
                (name, amount) -> milli.put(name, Scalar.of(amount.getValue()).milli()));
        return milli;
    }
}
