package io.boreas.persistence.codec;

import io.boreas.core.allocator.OfferConstraints;
import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.Claim;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What events and states of frameworks both hold; see {@code boreas/journal/v1/framework.proto}. */
final class FrameworkValues {
    private FrameworkValues() {}

    static void write(Encoder out, int field, FrameworkInfo info) {
        int mark = out.begin(field);
        out.text(1, info.name());
        out.text(2, info.user());
        info.principal().ifPresent(principal -> out.present(3, out.index(principal)));
        out.flag(4, info.checkpoint());
        out.duration(5, info.failoverTimeout());
        info.roles().forEach(role -> out.text(6, role.name()));
        info.capabilities().forEach(capability -> out.number(7, capability.code()));
        out.bytes(8, info.payload().bytes());
        info.constraints().ifPresent(some -> ConstraintValues.write(out, 9, some));
        info.minimums().forEach((role, minimums) -> write(out, 10, role, minimums));
        out.end(mark);
    }

    static FrameworkInfo info(Decoder in) {
        String name = "";
        String user = "";
        var principal = Optional.<String>empty();
        boolean checkpoint = false;
        var failoverTimeout = Duration.ZERO;
        var roles = new TreeSet<Role>();
        var capabilities = new TreeSet<Capability>();
        var payload = Payload.NONE;
        var constraints = new TreeMap<Role, List<OfferConstraints.Group>>();
        var minimums = new TreeMap<Role, List<OfferMinimum>>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> user = in.sharedText();
                case 3 -> principal = Optional.of(in.sharedText());
                case 4 -> checkpoint = in.bool();
                case 5 -> failoverTimeout = in.duration();
                case 6 -> roles.add(new Role(in.sharedText()));
                case 7 -> capabilities.add(Capability.ofCode(in.int32()));
                case 8 -> payload = Payload.of(in.byteArray());
                case 9 -> ConstraintValues.readRole(in, constraints);
                case 10 -> readMinimums(in, minimums);
                default -> in.unknown("FrameworkInfo");
            }
        }
        in.close(outer);
        return new FrameworkInfo(
                name,
                user,
                principal,
                checkpoint,
                failoverTimeout,
                roles,
                capabilities,
                payload,
                constraints.isEmpty() ? Optional.empty() : Optional.of(new OfferConstraints(constraints)),
                minimums);
    }

    private static void write(Encoder out, int field, Role role, List<OfferMinimum> minimums) {
        int mark = out.begin(field);
        out.text(1, role.name());
        for (var minimum : minimums) {
            int one = out.begin(2);
            minimum.milli().forEach((name, milli) -> {
                int quantity = out.begin(1);
                out.text(1, name);
                out.signed(2, milli);
                out.end(quantity);
            });
            out.end(one);
        }
        out.end(mark);
    }

    private static void readMinimums(Decoder in, Map<Role, List<OfferMinimum>> byRole) {
        String role = "";
        var minimums = new ArrayList<OfferMinimum>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> role = in.sharedText();
                case 2 -> minimums.add(minimum(in));
                default -> in.unknown("RoleMinimums");
            }
        }
        in.close(outer);
        byRole.put(new Role(role), List.copyOf(minimums));
    }

    private static OfferMinimum minimum(Decoder in) {
        var milli = new TreeMap<String, Long>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> readQuantity(in, milli);
                default -> in.unknown("OfferMinimum");
            }
        }
        in.close(outer);
        return new OfferMinimum(milli);
    }

    private static void readQuantity(Decoder in, Map<String, Long> milli) {
        String name = "";
        long amount = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> amount = in.signed();
                default -> in.unknown("MinimumQuantity");
            }
        }
        in.close(outer);
        milli.put(name, amount);
    }

    static void write(Encoder out, int field, TaskRun run) {
        int mark = out.begin(field);
        out.text(1, run.task().value());
        out.text(2, run.key().value());
        out.text(3, run.agent().value());
        out.text(4, run.name());
        out.text(5, run.role().name());
        out.moment(6, run.launchedAt());
        out.end(mark);
    }

    static TaskRun run(Decoder in) {
        @Nullable TaskId task = null;
        @Nullable TaskId key = null;
        @Nullable AgentId agent = null;
        String name = "";
        String role = "";
        long launchedAt = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> key = in.task();
                case 3 -> agent = in.agent();
                case 4 -> name = in.sharedText();
                case 5 -> role = in.sharedText();
                case 6 -> launchedAt = in.signed();
                default -> in.unknown("TaskRun");
            }
        }
        in.close(outer);
        return new TaskRun(
                in.required(task, "a run's task"),
                in.required(key, "a run's key"),
                in.required(agent, "a run's agent"),
                name,
                new Role(role),
                in.moment(launchedAt));
    }

    static void write(Encoder out, int field, Claim claim) {
        int mark = out.begin(field);
        out.text(1, claim.agent().value());
        out.text(2, claim.key().value());
        out.end(mark);
    }

    static Claim claim(Decoder in) {
        @Nullable AgentId agent = null;
        @Nullable TaskId key = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> agent = in.agent();
                case 2 -> key = in.task();
                default -> in.unknown("Claim");
            }
        }
        in.close(outer);
        return new Claim(in.required(agent, "a claim's agent"), in.required(key, "a claim's key"));
    }

    static void write(Encoder out, int field, AgentId agent) {
        int mark = out.begin(field);
        out.text(1, agent.value());
        out.end(mark);
    }

    static AgentId agent(Decoder in) {
        @Nullable AgentId agent = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> agent = in.agent();
                default -> in.unknown("AgentName");
            }
        }
        in.close(outer);
        return in.required(agent, "an agent's name");
    }
}
