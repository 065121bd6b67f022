package io.boreas.persistence.codec;

import io.boreas.core.check.CheckStatus;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.HealthCheck.Rules;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks of tasks, and what they found; see {@code boreas/v1/values.proto}. */
final class CheckValues {
    private static final CodeTable<CheckStatus.Kind> KINDS =
            new CodeTable<>(CheckStatus.Kind.class, CheckStatus.Kind::code);

    private CheckValues() {}

    static void write(Encoder out, int field, HealthCheck check) {
        int mark = out.begin(field);
        write(out, 1, check.probe());
        out.duration(2, check.interval());
        out.duration(3, check.timeout());
        switch (check.rules()) {
            case Rules.Gate gate -> {
                int rules = out.begin(4);
                out.duration(1, gate.initialInterval());
                out.number(2, gate.maxConsecutiveFailures());
                out.number(3, gate.minConsecutiveSuccesses());
                out.end(rules);
            }
            case Rules.Watch watch -> {
                int rules = out.begin(5);
                out.duration(1, watch.delay());
                out.duration(2, watch.grace());
                out.number(3, watch.consecutiveFailures());
                out.end(rules);
            }
        }
        out.end(mark);
    }

    static HealthCheck health(Decoder in) {
        @Nullable Probe probe = null;
        @Nullable Rules rules = null;
        var interval = Duration.ZERO;
        var timeout = Duration.ZERO;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> probe = probe(in);
                case 2 -> interval = in.duration();
                case 3 -> timeout = in.duration();
                case 4 -> rules = gate(in);
                case 5 -> rules = watch(in);
                default -> in.unknown("HealthCheck");
            }
        }
        in.close(outer);
        return new HealthCheck(
                in.required(probe, "the probe of a health check"),
                in.required(rules, "the rules of a health check"),
                interval,
                timeout);
    }

    private static Rules gate(Decoder in) {
        var initial = Duration.ZERO;
        int failures = 0;
        int successes = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> initial = in.duration();
                case 2 -> failures = in.int32();
                case 3 -> successes = in.int32();
                default -> in.unknown("HealthCheck.Gate");
            }
        }
        in.close(outer);
        return new Rules.Gate(initial, failures, successes);
    }

    private static Rules watch(Decoder in) {
        var delay = Duration.ZERO;
        var grace = Duration.ZERO;
        int failures = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> delay = in.duration();
                case 2 -> grace = in.duration();
                case 3 -> failures = in.int32();
                default -> in.unknown("HealthCheck.Watch");
            }
        }
        in.close(outer);
        return new Rules.Watch(delay, grace, failures);
    }

    static void write(Encoder out, int field, StatusCheck check) {
        int mark = out.begin(field);
        write(out, 1, check.probe());
        out.duration(2, check.delay());
        out.duration(3, check.interval());
        out.duration(4, check.timeout());
        out.end(mark);
    }

    static StatusCheck check(Decoder in) {
        @Nullable Probe probe = null;
        var delay = Duration.ZERO;
        var interval = Duration.ZERO;
        var timeout = Duration.ZERO;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> probe = probe(in);
                case 2 -> delay = in.duration();
                case 3 -> interval = in.duration();
                case 4 -> timeout = in.duration();
                default -> in.unknown("StatusCheck");
            }
        }
        in.close(outer);
        return new StatusCheck(in.required(probe, "the probe of a check"), delay, interval, timeout);
    }

    private static void write(Encoder out, int field, Probe probe) {
        int mark = out.begin(field);
        out.number(1, probe.kind().code());
        switch (probe) {
            case Probe.Command command -> {
                out.text(2, command.cmdline());
                command.environment().forEach((name, value) -> SpecValues.pair(out, 3, name, value));
            }
            case Probe.Http http -> {
                out.flag(4, http.tls());
                out.flag(5, http.ipv6());
                out.text(6, http.port());
                out.text(7, http.path());
                out.text(8, http.body());
                out.number(9, http.code());
            }
            case Probe.Tcp tcp -> {
                out.flag(5, tcp.ipv6());
                out.text(6, tcp.port());
            }
        }
        out.end(mark);
    }

    private static Probe probe(Decoder in) {
        int kind = 0;
        String cmdline = "";
        var environment = new TreeMap<String, String>();
        boolean tls = false;
        boolean ipv6 = false;
        String port = "";
        String path = "";
        String body = "";
        int code = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> kind = in.int32();
                case 2 -> cmdline = in.text();
                case 3 -> {
                    var pair = SpecValues.pair(in);
                    environment.put(pair.key(), pair.value());
                }
                case 4 -> tls = in.bool();
                case 5 -> ipv6 = in.bool();
                case 6 -> port = in.sharedText();
                case 7 -> path = in.sharedText();
                case 8 -> body = in.sharedText();
                case 9 -> code = in.int32();
                default -> in.unknown("Probe");
            }
        }
        in.close(outer);
        return switch (KINDS.of(kind)) {
            case COMMAND -> new Probe.Command(cmdline, environment);
            case HTTP -> new Probe.Http(tls, ipv6, port, path, body, code);
            case TCP -> new Probe.Tcp(ipv6, port);
        };
    }

    static void write(Encoder out, int field, CheckStatus status) {
        int mark = out.begin(field);
        out.number(1, status.kind().code());
        if (status.value().isPresent()) {
            out.present(2, status.value().get());
        }
        out.end(mark);
    }

    static CheckStatus status(Decoder in) {
        int kind = 0;
        var value = Optional.<Integer>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> kind = in.int32();
                case 2 -> value = Optional.of(in.int32());
                default -> in.unknown("CheckStatus");
            }
        }
        in.close(outer);
        return new CheckStatus(KINDS.of(kind), value);
    }
}
