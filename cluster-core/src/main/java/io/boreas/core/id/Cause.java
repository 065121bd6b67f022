package io.boreas.core.id;

/**
 * Why an event happened: the command that asked for it and who sent it.
 *
 * @param command the command's id; the same id sent again is the same command, answered but not done twice
 * @param principal who asked, as the door authenticated it; {@code boreas} for the system itself
 */
public record Cause(String command, String principal) {
    /** What the system does on its own account has no command that anyone could send again. */
    public static final Cause SYSTEM = new Cause("", "boreas");

    /** Whether this command can be recognised when it is sent again. */
    public boolean isRepeatable() {
        return !command.isEmpty();
    }
}
