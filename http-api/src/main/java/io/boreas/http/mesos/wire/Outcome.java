package io.boreas.http.mesos.wire;

import com.google.protobuf.Message;

/** What became of a request. */
public sealed interface Outcome<C extends Message> {
    /** It holds a call, to be answered in this form. */
    record Opened<C extends Message>(C call, AnswerForm answer) implements Outcome<C> {}

    /** It is not served. */
    record Refused<C extends Message>(Refusal refusal) implements Outcome<C> {}
}
