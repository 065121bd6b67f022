package io.boreas.core.allocator;

/** What something about an agent must be. Source: Mesos, {@code AttributeConstraint}. */
public record AttributeConstraint(Selector selector, Predicate predicate) {
    /** What is looked at. Where an agent is is of its domain, if it has one. */
    public sealed interface Selector {
        /** The first of its attributes with this name. */
        record Named(String name) implements Selector {}

        /** The name of its host. */
        record Host() implements Selector {}

        /** Its region. */
        record Region() implements Selector {}

        /** Its zone within the region. */
        record Zone() implements Selector {}
    }

    /** What must be so. Attributes that are no text, such as numbers, pass whatever is said of texts. */
    public sealed interface Predicate {
        /** It is there. */
        record Exists() implements Predicate {}

        /** It is not there. */
        record NotExists() implements Predicate {}

        /** It is there and this text. */
        record TextEquals(String value) implements Predicate {}

        /** It is another text, or not there. */
        record TextNotEquals(String value) implements Predicate {}

        /** It is there, and all of its text matches. */
        record TextMatches(String regex) implements Predicate {}

        /** Not all of its text matches, or it is not there. */
        record TextNotMatches(String regex) implements Predicate {}
    }
}
