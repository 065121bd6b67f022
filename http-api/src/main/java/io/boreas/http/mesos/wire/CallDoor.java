package io.boreas.http.mesos.wire;

import com.google.protobuf.Message;
import io.boreas.http.mesos.proto.Agent;
import io.boreas.http.mesos.proto.Executor;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Scheduler;
import java.io.IOException;
import java.util.Optional;

/**
 * Opens requests of one API: gives the call, or the refusal that comes first in the order in which Mesos checks. Knows of the
 * cell only what it is told with each request, and keeps nothing.
 */
public final class CallDoor<C extends Message> {
    private final CallRules<C> rules;
    private final int bodyBytesMax;

    private CallDoor(CallRules<C> rules, int bodyBytesMax) {
        if (bodyBytesMax < 1 || bodyBytesMax == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bodies of at most " + bodyBytesMax + " bytes");
        }
        this.rules = rules;
        this.bodyBytesMax = bodyBytesMax;
    }

    /**
     * The scheduler API.
     *
     * @param bodyBytesMax bytes of a body at most, also of what a compressed one holds
     */
    public static CallDoor<Scheduler.Call> scheduler(int bodyBytesMax) {
        return new CallDoor<>(new SchedulerRules(), bodyBytesMax);
    }

    /** The executor API; the bound is as for schedulers. */
    public static CallDoor<Executor.Call> executor(int bodyBytesMax) {
        return new CallDoor<>(new ExecutorRules(), bodyBytesMax);
    }

    /** The operator API of the master; the bound is as for schedulers. */
    public static CallDoor<Master.Call> master(int bodyBytesMax) {
        return new CallDoor<>(new MasterRules(), bodyBytesMax);
    }

    /** The operator API of an agent; the bound is as for schedulers. */
    public static CallDoor<Agent.Call> agent(int bodyBytesMax) {
        return new CallDoor<>(new AgentRules(), bodyBytesMax);
    }

    /** How a body is built, so far as its head says: what is to be read before the request is opened. */
    public Optional<BodyForm> body(Head head) {
        try {
            return Optional.of(rules.body(head));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    /**
     * Opens a request.
     *
     * @param body all of it, or the first record if it is built of records
     */
    public Outcome<C> open(Access access, Standing standing, Head head, byte[] body) {
        try {
            admit(access, standing, head);
            var form = rules.body(head);
            var call = decoded(form, head, body);
            var fault = rules.fault(call).or(() -> rules.foreign(call, access));
            if (fault.isPresent()) {
                throw refused(400, "Failed to validate " + rules.name() + ": " + fault.get());
            }
            var answer = rules.answer(head, form, call);
            if (rules.unknown(call)) {
                throw refused(501, "Received '" + typeName(call) + "' call, which is not implemented");
            }
            if (standing instanceof Standing.Reconnecting reconnecting && !rules.reconnects(call)) {
                throw refused(503, reconnecting.what());
            }
            return new Outcome.Opened<>(call, answer);
        } catch (RefusedException e) {
            return new Outcome.Refused<>(e.refusal());
        }
    }

    private static void admit(Access access, Standing standing, Head head) throws RefusedException {
        var shutOut = access.refusal();
        if (shutOut.isPresent()) {
            throw new RefusedException(shutOut.get());
        }
        switch (standing) {
            case Standing.Serving serving -> {}
            case Standing.Reconnecting reconnecting -> {}
            case Standing.LedBy(var hostname, var port) ->
                throw new RefusedException(
                        Refusal.with(307, "Location", "//" + hostname + ":" + port + head.target(), ""));
            case Standing.Leaderless leaderless -> throw refused(503, "No leader elected");
            case Standing.Recovering(var what) -> throw refused(503, what);
        }
        if (!head.method().equals("POST")) {
            var text = "Expecting one of { 'POST' }, but received '" + head.method() + "'";
            throw new RefusedException(Refusal.with(405, "Allow", "POST", text));
        }
    }

    private C decoded(BodyForm form, Head head, byte[] body) throws RefusedException {
        try {
            return form.media().decode(unpacked(form, head, body), rules.prototype());
        } catch (MessageFault e) {
            throw new RefusedException(Refusal.badRequest(String.valueOf(e.getMessage())));
        }
    }

    private byte[] unpacked(BodyForm form, Head head, byte[] body) throws RefusedException {
        var coding = head.mediaType("Content-Encoding").orElse("");
        boolean plain = coding.isEmpty() || coding.equals("identity");
        boolean packed = coding.equals("gzip") && form instanceof BodyForm.Whole;
        if (!plain && !packed) {
            throw refused(415, "Expecting 'Content-Encoding' of gzip for a body that is one message, or none");
        }
        var bytes = packed ? gunzipped(body) : body;
        if (bytes.length > bodyBytesMax) {
            throw refused(413, "A body may have at most " + bodyBytesMax + " bytes");
        }
        return bytes;
    }

    private byte[] gunzipped(byte[] body) throws RefusedException {
        try {
            return ContentCoding.gunzip(body, bodyBytesMax);
        } catch (IOException e) {
            throw refused(400, "Failed to decompress the gzip body: " + e.getMessage());
        }
    }

    private static String typeName(Message call) {
        return call.getField(call.getDescriptorForType().findFieldByName("type"))
                .toString();
    }

    static RefusedException refused(int status, String text) {
        return new RefusedException(Refusal.of(status, text));
    }
}
