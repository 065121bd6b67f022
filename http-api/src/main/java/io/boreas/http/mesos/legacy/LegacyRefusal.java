package io.boreas.http.mesos.legacy;

/** Carries a refusal out of an endpoint; never leaves the package. */
final class LegacyRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    LegacyRefusal(int status, String text) {
        super(text, null, false, false); // control flow: no trace
        this.status = status;
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
