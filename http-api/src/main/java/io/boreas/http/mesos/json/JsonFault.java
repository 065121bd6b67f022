package io.boreas.http.mesos.json;

/** A text that is not the JSON of its message; says where and what. */
public final class JsonFault extends Exception {
    private static final long serialVersionUID = 1;

    private final String path;

    JsonFault(String path, String what) {
        super(path.isEmpty() ? what : path + ": " + what);
        this.path = path;
    }

    /** The value at fault, such as {@code accept.operations[0].type}; empty if it is the whole text. */
    public String path() {
        return path;
    }
}
