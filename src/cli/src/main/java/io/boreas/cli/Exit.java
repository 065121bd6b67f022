package io.boreas.cli;

/** What a command's exit code means. Source: Aurora's client, whose numbers these are. */
public enum Exit {
    OK(0, "done"),
    INVALID_CONFIG(3, "the job file is not valid"),
    COMMAND_FAILURE(4, "the command was understood and failed, such as a job that did not get to run"),
    INVALID_COMMAND(5, "there is no such command"),
    INVALID_PARAMETER(6, "an option or argument is not valid"),
    NETWORK(7, "no master could be reached"),
    TIMEOUT(9, "it took too long"),
    API_ERROR(10, "the cell refused"),
    UNKNOWN(20, "something unforeseen"),
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
