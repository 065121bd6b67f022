package io.boreas.launcher.process;

/** Which version of the program this is. */
public final class Version {
    private Version() {}

    /** The version in the jar; {@code development} when run from classes. */
    public static String current() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
