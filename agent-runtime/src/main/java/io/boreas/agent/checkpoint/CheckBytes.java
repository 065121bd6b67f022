package io.boreas.agent.checkpoint;

import static io.boreas.agent.checkpoint.EntryCodec.readCount;
import static io.boreas.agent.checkpoint.EntryCodec.readDuration;
import static io.boreas.agent.checkpoint.EntryCodec.readText;
import static io.boreas.agent.checkpoint.EntryCodec.writeDuration;
import static io.boreas.agent.checkpoint.EntryCodec.writeText;

import io.boreas.core.check.CheckStatus;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.HealthCheck.Rules;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.task.TaskSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;

/** Checks of tasks as bytes, and what they say. */
final class CheckBytes {
    private static final int NONE = 0;
    private static final int GATE = 1;
    private static final int WATCH = 2;
    private static final int CHECK = 1;
    private static final int ILL = 1;
    private static final int WELL = 2;

    private CheckBytes() {}

    static void write(DataOutputStream out, TaskSpec spec) throws IOException {
        if (spec.health().isPresent()) {
            write(out, spec.health().get());
        } else {
            out.writeByte(NONE);
        }
        if (spec.check().isPresent()) {
            var check = spec.check().get();
            out.writeByte(CHECK);
            write(out, check.probe());
            writeDuration(out, check.delay());
            writeDuration(out, check.interval());
            writeDuration(out, check.timeout());
        } else {
            out.writeByte(NONE);
        }
    }

    private static void write(DataOutputStream out, HealthCheck health) throws IOException {
        switch (health.rules()) {
            case Rules.Gate gate -> {
                out.writeByte(GATE);
                writeDuration(out, gate.initialInterval());
                out.writeInt(gate.maxConsecutiveFailures());
                out.writeInt(gate.minConsecutiveSuccesses());
            }
            case Rules.Watch watch -> {
                out.writeByte(WATCH);
                writeDuration(out, watch.delay());
                writeDuration(out, watch.grace());
                out.writeInt(watch.consecutiveFailures());
            }
        }
        write(out, health.probe());
        writeDuration(out, health.interval());
        writeDuration(out, health.timeout());
    }

    static Optional<HealthCheck> readHealth(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind == NONE) {
            return Optional.empty();
        }
        Rules rules =
                switch (kind) {
                    case GATE -> new Rules.Gate(readDuration(in), in.readInt(), in.readInt());
                    case WATCH -> new Rules.Watch(readDuration(in), readDuration(in), in.readInt());
                    default -> throw new IOException("no rules of a health check have the kind " + kind);
                };
        return Optional.of(new HealthCheck(readProbe(in), rules, readDuration(in), readDuration(in)));
    }

    static Optional<StatusCheck> readCheck(DataInputStream in) throws IOException {
        return in.readUnsignedByte() == NONE
                ? Optional.empty()
                : Optional.of(new StatusCheck(readProbe(in), readDuration(in), readDuration(in), readDuration(in)));
    }

    private static void write(DataOutputStream out, Probe probe) throws IOException {
        out.writeByte(probe.kind().code());
        switch (probe) {
            case Probe.Command command -> {
                writeText(out, command.cmdline());
                out.writeInt(command.environment().size());
                for (var variable : command.environment().entrySet()) {
                    writeText(out, variable.getKey());
                    writeText(out, variable.getValue());
                }
            }
            case Probe.Http http -> {
                out.writeBoolean(http.tls());
                out.writeBoolean(http.ipv6());
                writeText(out, http.port());
                writeText(out, http.path());
                writeText(out, http.body());
                out.writeInt(http.code());
            }
            case Probe.Tcp tcp -> {
                out.writeBoolean(tcp.ipv6());
                writeText(out, tcp.port());
            }
        }
    }

    private static Probe readProbe(DataInputStream in) throws IOException {
        return switch (kind(in)) {
            case COMMAND -> {
                var cmdline = readText(in);
                var environment = new TreeMap<String, String>();
                for (int left = readCount(in); left > 0; left--) {
                    environment.put(readText(in), readText(in));
                }
                yield new Probe.Command(cmdline, environment);
            }
            case HTTP ->
                new Probe.Http(
                        in.readBoolean(), in.readBoolean(), readText(in), readText(in), readText(in), in.readInt());
            case TCP -> new Probe.Tcp(in.readBoolean(), readText(in));
        };
    }

    static void write(DataOutputStream out, Optional<Boolean> healthy, Optional<CheckStatus> checked)
            throws IOException {
        out.writeByte(healthy.map(well -> well ? WELL : ILL).orElse(NONE));
        if (checked.isEmpty()) {
            out.writeByte(NONE);
            return;
        }
        var status = checked.get();
        out.writeByte(status.kind().code());
        out.writeBoolean(status.value().isPresent());
        if (status.value().isPresent()) {
            out.writeInt(status.value().get());
        }
    }

    static Optional<Boolean> readHealthy(DataInputStream in) throws IOException {
        int said = in.readUnsignedByte();
        return said == NONE ? Optional.empty() : Optional.of(said == WELL);
    }

    static Optional<CheckStatus> readStatus(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind == NONE) {
            return Optional.empty();
        }
        Optional<Integer> value = in.readBoolean() ? Optional.of(in.readInt()) : Optional.empty();
        return Optional.of(new CheckStatus(known(kind), value));
    }

    private static CheckStatus.Kind kind(DataInputStream in) throws IOException {
        return known(in.readUnsignedByte());
    }

    private static CheckStatus.Kind known(int code) throws IOException {
        try {
            return CheckStatus.Kind.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw new IOException(e);
        }
    }
}
