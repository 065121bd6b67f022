package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A master refused a request. */
public final class Refused extends CliException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode problem;

    Refused(int status, JsonNode problem) {
        super(exit(problem), message(status, problem));
        this.status = status;
        this.problem = problem;
    }

    public int status() {
        return status;
    }

    /** The problem details the master sent; missing if it sent none. */
    public JsonNode problem() {
        return problem;
    }

    /** The last part of the problem's type, such as {@code unknown-job}; empty if the master sent none. */
    public String type() {
        var type = problem.path("type").asText();
        return type.substring(type.lastIndexOf(':') + 1);
    }

    private static Exit exit(JsonNode problem) {
        return problem.path("type").asText().endsWith(":invalid-spec") ? Exit.INVALID_CONFIG : Exit.API_ERROR;
    }

    private static String message(int status, JsonNode problem) {
        var message = new StringBuilder(problem.path("title").asText("The master answered " + status));
        if (problem.path("problems").isEmpty()) {
            var detail = problem.path("detail").asText();
            return detail.isEmpty()
                    ? message.toString()
                    : message.append(": ").append(detail).toString();
        }
        message.append(':');
        for (var fault : problem.path("problems")) {
            message.append("\n  ")
                    .append(fault.path("path").asText())
                    .append(' ')
                    .append(fault.path("message").asText());
        }
        return message.toString();
    }
}
