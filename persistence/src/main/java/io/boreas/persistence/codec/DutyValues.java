package io.boreas.persistence.codec;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.Duty;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What operators say of agents; see {@code boreas/journal/v1/agent.proto}. */
final class DutyValues {
    private static final int DEACTIVATED = 1;
    private static final int DRAINING = 2;
    private static final int DRAINED = 3;

    private DutyValues() {}

    static void write(Encoder out, AgentEvent.OfOperator event) {
        switch (event) {
            case AgentEvent.Deactivated(var at) -> moment(out, 15, at);
            case AgentEvent.Reactivated(var at) -> moment(out, 16, at);
            case AgentEvent.DrainStarted(var terms) -> {
                int mark = out.begin(17);
                write(out, 1, terms);
                out.end(mark);
            }
            case AgentEvent.Drained(var at) -> moment(out, 18, at);
            case AgentEvent.DeclaredGone e -> {
                int mark = out.begin(19);
                out.text(1, e.message());
                out.moment(2, e.at());
                out.end(mark);
            }
        }
    }

    /** A duty, unless it is what agents are from the first. */
    static void write(Encoder out, int field, Duty duty) {
        switch (duty) {
            case Duty.Active active -> {}
            case Duty.Deactivated deactivated -> {
                int mark = out.begin(field);
                out.number(1, DEACTIVATED);
                out.end(mark);
            }
            case Duty.Draining(var terms) -> write(out, field, DRAINING, terms);
            case Duty.Drained(var terms) -> write(out, field, DRAINED, terms);
        }
    }

    private static void write(Encoder out, int field, int state, Duty.Terms terms) {
        int mark = out.begin(field);
        out.number(1, state);
        write(out, 2, terms);
        out.end(mark);
    }

    private static void write(Encoder out, int field, Duty.Terms terms) {
        int mark = out.begin(field);
        terms.graceMax().ifPresent(grace -> out.present(1, grace.toNanos()));
        out.flag(2, terms.thenGone());
        out.moment(3, terms.since());
        out.end(mark);
    }

    private static void moment(Encoder out, int field, Instant at) {
        int mark = out.begin(field);
        out.moment(1, at);
        out.end(mark);
    }

    static Duty duty(Decoder in) {
        int state = 0;
        Duty.@Nullable Terms terms = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> state = in.int32();
                case 2 -> terms = terms(in);
                default -> in.unknown("Duty");
            }
        }
        in.close(outer);
        return switch (state) {
            case DEACTIVATED -> new Duty.Deactivated();
            case DRAINING -> new Duty.Draining(in.required(terms, "Duty.terms"));
            case DRAINED -> new Duty.Drained(in.required(terms, "Duty.terms"));
            default -> throw in.malformed("no duty has the code " + state);
        };
    }

    private static Duty.Terms terms(Decoder in) {
        var graceMax = Optional.<Duration>empty();
        boolean thenGone = false;
        long since = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> graceMax = Optional.of(in.duration());
                case 2 -> thenGone = in.bool();
                case 3 -> since = in.signed();
                default -> in.unknown("DrainTerms");
            }
        }
        in.close(outer);
        return new Duty.Terms(graceMax, thenGone, in.moment(since));
    }

    /** An event that says no more than when. */
    static AgentEvent at(Decoder in, Function<Instant, AgentEvent> event, String name) {
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                at = in.signed();
            } else {
                in.unknown(name);
            }
        }
        in.close(outer);
        return event.apply(in.moment(at));
    }

    static AgentEvent drainStarted(Decoder in) {
        Duty.@Nullable Terms terms = null;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                terms = terms(in);
            } else {
                in.unknown("DrainStarted");
            }
        }
        in.close(outer);
        return new AgentEvent.DrainStarted(in.required(terms, "DrainStarted.terms"));
    }

    static AgentEvent declaredGone(Decoder in) {
        String message = "";
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> message = in.sharedText();
                case 2 -> at = in.signed();
                default -> in.unknown("DeclaredGone");
            }
        }
        in.close(outer);
        return new AgentEvent.DeclaredGone(message, in.moment(at));
    }
}
