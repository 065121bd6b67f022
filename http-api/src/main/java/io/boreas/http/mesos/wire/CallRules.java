package io.boreas.http.mesos.wire;

import com.google.protobuf.Message;
import java.util.Optional;

/** What one API asks of its calls, beyond what all of them do. No rule looks at anything but the request. */
interface CallRules<C extends Message> {
    /** Any call. */
    C prototype();

    /** How the call is named in texts, such as "scheduler::Call". */
    String name();

    /** Why a call is not valid, first reason only. */
    Optional<String> fault(C call);

    /** Why a valid call may not be made by whoever makes it. */
    default Optional<String> foreign(C call, Access access) {
        return Optional.empty();
    }

    /** Whether its type is the one that stands for none that is known. */
    boolean unknown(C call);

    /** Whether it is served to those who come back. */
    boolean reconnects(C call);

    /** How the body is built, or why that is not to be known. */
    BodyForm body(Head head) throws RefusedException;

    /** How the call is answered, or what of its head is not as it must be. */
    AnswerForm answer(Head head, BodyForm body, C call) throws RefusedException;
}
