package io.boreas.core.task;

/**
 * Something a task wants to have in its sandbox before it starts. Source: Mesos's {@code CommandInfo.URI}.
 *
 * @param uri where it is: an http or https address, a file address, or an absolute path on the agent
 * @param executable whether it is made executable; then it is not unpacked
 * @param extract whether it is unpacked if it is an archive by its name, by default true
 * @param cache whether the agent may keep it for tasks of the same account that want it too, by default false
 * @param outputFile what it is called in the sandbox; empty for the last part of its address
 * @param sha256 its digest in lower-case hexadecimal digits; empty if any content will do
 */
public record Artifact(
        String uri, boolean executable, boolean extract, boolean cache, String outputFile, String sha256) {

    /** What it is called in the sandbox; empty if neither it nor its address says. */
    public String fileName() {
        if (!outputFile.isEmpty()) {
            return outputFile;
        }
        int end = uri.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = uri.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        int path = uri.indexOf("://") < 0 ? 0 : uri.indexOf("://") + "://".length();
        int slash = uri.lastIndexOf('/', end - 1);
        return slash < path && path > 0 ? "" : uri.substring(slash + 1, end);
    }
}
