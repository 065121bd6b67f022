package io.boreas.drill.cell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes small jobs as clients send them. */
public final class JobText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLE = "drill";
    private static final String ENVIRONMENT = "devel";

    private final ObjectNode job = JSON.createObjectNode();
    private final ObjectNode task = job.putObject("task");

    private JobText(String kind, String name) {
        job.put("role", ROLE).put("environment", ENVIRONMENT).put("name", name).put("kind", kind);
        task.putArray("processes");
        task.putObject("resources").put("cpus", 0.05).put("mem", 16).put("disk", 16);
    }

    public static JobText service(String name) {
        return new JobText("service", name);
    }

    public static JobText adHoc(String name) {
        return new JobText("ad_hoc", name);
    }

    /** The key of a job of this name. */
    public static String key(String name) {
        return ROLE + "/" + ENVIRONMENT + "/" + name;
    }

    /** Adds a process. */
    public JobText process(String name, String cmdline) {
        task.withArray("processes").addObject().put("name", name).put("cmdline", cmdline);
        return this;
    }

    /** Adds a process that runs when all others are over. */
    public JobText finalProcess(String name, String cmdline) {
        task.withArray("processes")
                .addObject()
                .put("name", name)
                .put("cmdline", cmdline)
                .put("final", true);
        return this;
    }

    /** Has something fetched before anything starts. */
    public JobText fetch(String uri) {
        task.withArray("fetch").addObject().put("uri", uri);
        return this;
    }

    public JobText instances(int count) {
        job.put("instances", count);
        return this;
    }

    /** Sets a field of the job. */
    public JobText with(String field, Object value) {
        job.putPOJO(field, value);
        return this;
    }

    /** Sets a field of the task. */
    public JobText withTask(String field, Object value) {
        task.putPOJO(field, value);
        return this;
    }

    /** Asks for an attribute that no agent has, so that nothing of it runs. */
    public JobText placedNowhere() {
        job.putObject("constraints").put("rack", "nowhere");
        return this;
    }

    @Override
    public String toString() {
        try {
            return JSON.writeValueAsString(job);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job that cannot be written", e);
        }
    }
}
