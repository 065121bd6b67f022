package io.boreas.http.mesos.wire;

/** Bytes that stand for no message of the type expected; the message is good to be sent to whom they came from. */
public final class MessageFault extends Exception {
    private static final long serialVersionUID = 1;

    MessageFault(String message, Throwable cause) {
        super(message, cause);
    }
}
