package io.boreas.http.mesos.legacy;

/** Carries a refusal out of an endpoint; never leaves the package. */
public final class LegacyRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    public LegacyRefusal(int status, String text) {
        super(text, null, false, false); // control flow: no trace
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
