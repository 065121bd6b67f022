package io.boreas.launcher;

/** Which version of the program this is. */
final class Version {
    private Version() {}

    /** The version in the jar; {@code development} when run from classes. */
    static String current() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
