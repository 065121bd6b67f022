package io.boreas.http.mesos.wire;

/** Carries a refusal out of a rule; never leaves the package. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.text(), null, false, false); // control flow: no trace
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
