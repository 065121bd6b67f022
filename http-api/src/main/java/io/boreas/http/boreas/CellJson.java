package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.AgentView;
import io.boreas.core.agent.Agent;
import io.boreas.core.framework.Framework;
import io.boreas.core.job.Job;
import io.boreas.core.registry.Registry;
import java.io.IOException;
import java.util.Collection;

/**
 * What is known of a cell in the forms of the API, for whoever has it from somewhere else than a running cell. Agents are written as ones without
 * a link: that is nothing a journal knows.
 */
public final class CellJson {
    private CellJson() {}

    /** One thing of a list. */
    @FunctionalInterface
    private interface Item<T> {
        void write(T item, JsonGenerator out) throws IOException;
    }

    /** As {@code GET /boreas/v1/jobs} answers, all on one page. */
    public static void writeJobs(Collection<Job> jobs, JsonGenerator out) throws IOException {
        writeList(jobs, JobJson::writeSummary, out);
    }

    /** As {@code GET /boreas/v1/jobs/...} answers. */
    public static void writeJob(Job job, JsonGenerator out) throws IOException {
        JobJson.write(job, out);
    }

    /** As {@code GET /boreas/v1/agents} answers. */
    public static void writeAgents(Collection<Agent> agents, JsonGenerator out) throws IOException {
        writeList(agents, (agent, to) -> AgentDoor.write(new AgentView(agent, false), to), out);
    }

    /** As {@code GET /boreas/v1/agents/...} answers. */
    public static void writeAgent(Agent agent, JsonGenerator out) throws IOException {
        AgentDoor.writeWithTasks(new AgentView(agent, false), out);
    }

    /** As {@code GET /boreas/v1/frameworks} answers. */
    public static void writeFrameworks(Collection<Framework> frameworks, JsonGenerator out) throws IOException {
        writeList(frameworks, FrameworkDoor::write, out);
    }

    /** As {@code GET /boreas/v1/frameworks/...} answers. */
    public static void writeFramework(Framework framework, JsonGenerator out) throws IOException {
        FrameworkDoor.writeWithTasks(framework, out);
    }

    /** As {@code GET /boreas/v1/quota} answers. */
    public static void writeQuotas(Registry registry, JsonGenerator out) throws IOException {
        writeList(
                registry.quotas().entrySet(), (quota, to) -> RoleDoor.write(quota.getKey(), quota.getValue(), to), out);
    }

    /** As {@code GET /boreas/v1/weights} answers. */
    public static void writeWeights(Registry registry, JsonGenerator out) throws IOException {
        writeList(
                registry.weights().entrySet(),
                (weight, to) -> RoleDoor.write(weight.getKey(), weight.getValue(), to),
                out);
    }

    private static <T> void writeList(Collection<? extends T> items, Item<T> form, JsonGenerator out)
            throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("items");
        for (var item : items) {
            form.write(item, out);
        }
        out.writeEndArray();
        out.writeNullField("next");
        out.writeEndObject();
    }
}
