package io.boreas.http.mesos.wire;

/** How the body of a request is built. */
public sealed interface BodyForm {
    Media media();

    /** It is one message. */
    record Whole(Media media) implements BodyForm {}

    /** It is a stream of records, the first of which is the call. */
    record Records(Media media) implements BodyForm {}
}
