package io.boreas.actors.guardian;

import io.boreas.actors.agent.AgentGroupSettings;
import io.boreas.actors.allocator.AllocatorActorSettings;
import io.boreas.actors.framework.FrameworkGroupSettings;
import io.boreas.actors.group.GroupSettings;
import io.boreas.actors.link.LinkSettings;
import io.boreas.actors.membership.ClusterSettings;
import io.boreas.actors.planner.PlannerSettings;
import io.boreas.config.Settings;
import io.boreas.config.tls.TlsSettings;
import io.boreas.core.job.JobSettings;
import io.boreas.core.resource.FaultDomain;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code boreas}: everything a master needs.
 *
 * @param cell the cell's name, shown to people
 * @param domain where this master is, if it says so; the region is the same for all masters of a cell
 * @param tls how masters and agents prove who they are; empty if they do not
 * @param askTimeout how long a door waits for an answer from within the cell
 * @param inFlightMax requests that may wait for an answer at once; beyond it they are refused at once
 */
public record MasterSettings(
        String cell,
        ClusterSettings cluster,
        Optional<FaultDomain> domain,
        Optional<TlsSettings> tls,
        GroupSettings groups,
        AgentGroupSettings agents,
        JobSettings jobs,
        FrameworkGroupSettings frameworks,
        LinkSettings link,
        PlannerSettings planner,
        AllocatorActorSettings allocator,
        Duration askTimeout,
        int inFlightMax) {
    public static MasterSettings from(Settings settings) {
        var gateway = settings.section("boreas.gateway");
        var domain = domain(settings);
        var region = domain.map(FaultDomain::region);
        var agents = AgentGroupSettings.from(settings.section("boreas.agents"), domain);
        return new MasterSettings(
                settings.text("boreas.cell"),
                ClusterSettings.from(settings.section("boreas.cluster")),
                domain,
                TlsSettings.from(settings.section("boreas.tls")),
                GroupSettings.from(settings.section("boreas.groups")),
                agents,
                jobs(settings.section("boreas.jobs")),
                FrameworkGroupSettings.from(settings.section("boreas.frameworks")),
                link(settings.section("boreas.link"), domain),
                PlannerSettings.from(settings.section("boreas.planner"), region),
                AllocatorActorSettings.from(settings.section("boreas.allocator"), agents.offerTimeout(), region),
                gateway.duration("ask-timeout", Duration.ofMillis(100), Duration.ofMinutes(5)),
                gateway.count("in-flight-max", 1, 1_000_000));
    }

    /** The same, and groups leave their old snapshots to whoever deletes old events. */
    public MasterSettings withoutThinning() {
        return new MasterSettings(
                cell,
                cluster,
                domain,
                tls,
                groups.withoutThinning(),
                agents,
                jobs,
                frameworks,
                link,
                planner,
                allocator,
                askTimeout,
                inFlightMax);
    }

    /**
     * {@code boreas.domain}.
     *
     * @throws IllegalArgumentException if it has a region and no zone, or a zone and no region, or they are no names
     */
    public static Optional<FaultDomain> domain(Settings settings) {
        var domain = settings.section("boreas.domain");
        return FaultDomain.of("boreas.domain", domain.text("region"), domain.text("zone"));
    }

    private static LinkSettings link(Settings settings, Optional<FaultDomain> domain) {
        var link = LinkSettings.from(settings);
        if (link.domainRequired() && domain.isEmpty()) {
            throw new IllegalArgumentException(
                    "boreas.link.require-domain lets in only agents that are in a domain, and"
                            + " boreas.domain is not set, which lets in only those that are in none: set boreas.domain");
        }
        return link;
    }

    private static JobSettings jobs(Settings settings) {
        var day = Duration.ofDays(1);
        var penaltyMin = settings.duration("penalty-min", Duration.ofMillis(1), day);
        return new JobSettings(
                settings.duration("flapping-threshold", Duration.ZERO, day),
                penaltyMin,
                settings.duration("penalty-max", penaltyMin, day),
                settings.duration("transient-timeout", Duration.ofSeconds(1), day),
                settings.duration("partition-delay", Duration.ZERO, day.multipliedBy(30)),
                settings.duration("ended-kept", Duration.ofMinutes(1), day.multipliedBy(3_650)));
    }
}
