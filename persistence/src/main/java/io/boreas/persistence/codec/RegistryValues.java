package io.boreas.persistence.codec;

import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.id.Cause;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.MachineId;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.Window;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The registry and its events; see {@code boreas/journal/v1/registry.proto}. */
final class RegistryValues {
    private RegistryValues() {}

    static void write(Encoder out, int field, Cause cause, RegistryEvent event) {
        int record = out.begin(field);
        out.cause(1, cause);
        switch (event) {
            case RegistryEvent.WeightsUpdated(var weights) -> {
                int mark = out.begin(2);
                writeWeights(out, 1, weights);
                out.end(mark);
            }
            case RegistryEvent.QuotasUpdated(var quotas) -> {
                int mark = out.begin(3);
                writeQuotas(out, 1, quotas);
                out.end(mark);
            }
            case RegistryEvent.ScheduleUpdated(var windows) -> {
                int mark = out.begin(4);
                windows.forEach(window -> write(out, 1, window));
                out.end(mark);
            }
            case RegistryEvent.MaintenanceStarted(var machines) -> writeNested(out, 5, machines);
            case RegistryEvent.MaintenanceStopped(var machines) -> writeNested(out, 6, machines);
            case RegistryEvent.RisesTaken(var machines) -> writeNested(out, 7, machines);
        }
        out.end(record);
    }

    static void write(Encoder out, int field, Registry registry) {
        int mark = out.begin(field);
        out.number(1, registry.revision());
        writeWeights(out, 2, registry.weights());
        writeQuotas(out, 3, registry.quotas());
        registry.schedule().forEach(window -> write(out, 4, window));
        writeMachines(out, 5, registry.down());
        writeMachines(out, 6, registry.rising());
        out.end(mark);
    }

    private static void writeNested(Encoder out, int field, Collection<MachineId> machines) {
        int mark = out.begin(field);
        writeMachines(out, 1, machines);
        out.end(mark);
    }

    private static void writeMachines(Encoder out, int field, Collection<MachineId> machines) {
        for (var machine : machines) {
            int mark = out.begin(field);
            out.text(1, machine.hostname());
            out.text(2, machine.ip());
            out.end(mark);
        }
    }

    private static void write(Encoder out, int field, Window window) {
        int mark = out.begin(field);
        writeMachines(out, 1, window.machines());
        out.moment(2, window.unavailability().start());
        window.unavailability().duration().ifPresent(duration -> out.present(3, duration.toNanos()));
        out.end(mark);
    }

    private static void writeWeights(Encoder out, int field, SortedMap<Role, Double> weights) {
        weights.forEach((role, weight) -> {
            int mark = out.begin(field);
            out.text(1, role.name());
            out.fixed(2, Double.doubleToLongBits(weight));
            out.end(mark);
        });
    }

    private static void writeQuotas(Encoder out, int field, SortedMap<Role, Quota> quotas) {
        quotas.forEach((role, quota) -> {
            int mark = out.begin(field);
            out.text(1, role.name());
            writeAmounts(out, 2, quota.guarantees());
            writeAmounts(out, 3, quota.limits());
            out.end(mark);
        });
    }

    private static void writeAmounts(Encoder out, int field, SortedMap<String, Long> amounts) {
        amounts.forEach((name, milli) -> {
            int mark = out.begin(field);
            out.text(1, name);
            out.number(2, milli);
            out.end(mark);
        });
    }

    static Recorded<RegistryId, RegistryEvent> event(Decoder in) {
        var cause = Cause.SYSTEM;
        @Nullable RegistryEvent event = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> cause = in.cause();
                case 2 -> event = weightsUpdated(in);
                case 3 -> event = quotasUpdated(in);
                case 4 -> event = scheduleUpdated(in);
                case 5 -> event = new RegistryEvent.MaintenanceStarted(machines(in));
                case 6 -> event = new RegistryEvent.MaintenanceStopped(machines(in));
                case 7 -> event = new RegistryEvent.RisesTaken(machines(in));
                default -> throw in.malformed("no registry event has the number " + in.field() + " in this version");
            }
        }
        in.close(outer);
        return new Recorded<>(RegistryId.CELL, cause, in.required(event, "the registry's event"));
    }

    static Registry registry(Decoder in) {
        long revision = 0;
        var weights = new TreeMap<Role, Double>();
        var quotas = new TreeMap<Role, Quota>();
        var schedule = new ArrayList<Window>();
        var down = new TreeSet<MachineId>();
        var rising = new TreeSet<MachineId>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> revision = in.int64();
                case 2 -> readWeight(in, weights);
                case 3 -> readQuota(in, quotas);
                case 4 -> schedule.add(window(in));
                case 5 -> down.add(machine(in));
                case 6 -> rising.add(machine(in));
                default -> in.unknown("Registry");
            }
        }
        in.close(outer);
        return new Registry(revision, weights, quotas, schedule, down, rising);
    }

    private static RegistryEvent weightsUpdated(Decoder in) {
        var weights = new TreeMap<Role, Double>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                readWeight(in, weights);
            } else {
                in.unknown("WeightsUpdated");
            }
        }
        in.close(outer);
        return new RegistryEvent.WeightsUpdated(weights);
    }

    private static void readWeight(Decoder in, SortedMap<Role, Double> weights) {
        @Nullable Role role = null;
        double weight = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> role = new Role(in.sharedText());
                case 2 -> weight = Double.longBitsToDouble(in.fixed());
                default -> in.unknown("Weight");
            }
        }
        in.close(outer);
        weights.put(in.required(role, "Weight.role"), weight);
    }

    private static RegistryEvent quotasUpdated(Decoder in) {
        var quotas = new TreeMap<Role, Quota>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                readQuota(in, quotas);
            } else {
                in.unknown("QuotasUpdated");
            }
        }
        in.close(outer);
        return new RegistryEvent.QuotasUpdated(quotas);
    }

    private static void readQuota(Decoder in, SortedMap<Role, Quota> quotas) {
        @Nullable Role role = null;
        var guarantees = new TreeMap<String, Long>();
        var limits = new TreeMap<String, Long>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> role = new Role(in.sharedText());
                case 2 -> readAmount(in, guarantees);
                case 3 -> readAmount(in, limits);
                default -> in.unknown("RoleQuota");
            }
        }
        in.close(outer);
        quotas.put(in.required(role, "RoleQuota.role"), new Quota(guarantees, limits));
    }

    private static void readAmount(Decoder in, SortedMap<String, Long> amounts) {
        String name = "";
        long milli = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> milli = in.int64();
                default -> in.unknown("Amount");
            }
        }
        in.close(outer);
        amounts.put(name, milli);
    }

    private static RegistryEvent scheduleUpdated(Decoder in) {
        List<Window> windows = new ArrayList<>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                windows.add(window(in));
            } else {
                in.unknown("ScheduleUpdated");
            }
        }
        in.close(outer);
        return new RegistryEvent.ScheduleUpdated(windows);
    }

    private static Window window(Decoder in) {
        var machines = new ArrayList<MachineId>();
        long start = 0;
        var duration = Optional.<Duration>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> machines.add(machine(in));
                case 2 -> start = in.signed();
                case 3 -> duration = Optional.of(in.duration());
                default -> in.unknown("Window");
            }
        }
        in.close(outer);
        return new Window(machines, new Unavailability(in.moment(start), duration));
    }

    private static TreeSet<MachineId> machines(Decoder in) {
        var machines = new TreeSet<MachineId>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                machines.add(machine(in));
            } else {
                in.unknown("Machines");
            }
        }
        in.close(outer);
        return machines;
    }

    private static MachineId machine(Decoder in) {
        String hostname = "";
        String ip = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> hostname = in.sharedText();
                case 2 -> ip = in.sharedText();
                default -> in.unknown("Machine");
            }
        }
        in.close(outer);
        return new MachineId(hostname, ip);
    }
}
