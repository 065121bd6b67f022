package io.boreas.http.mesos.state;

/** A call that makes no sense whatever the cell is like. */
final class BadCall extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String text;

    /** Text that says why. */
    BadCall(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    String text() {
        return text;
    }
}
