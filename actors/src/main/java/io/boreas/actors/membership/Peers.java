package io.boreas.actors.membership;

import io.boreas.actors.membership.Formation.Intent;
import io.boreas.actors.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * The other masters, as this one sees them. It begins the cell with them or joins theirs, keeps this master's authority by asking, and
 * has a master given up at once whose process a majority sees gone; silent ones are left to Pekko's failure detector and split-brain
 * resolver.
 *
 * <p>A cell is begun by a majority only: members take part once {@code min-nr-of-members} have come, so that masters which do not see
 * the others can begin none beside them.
 */
public final class Peers extends AbstractBehavior<PeerMessage> {
    private static final String NAME = "peers";
    private static final Duration ASK_INTERVAL = Duration.ofMillis(300);

    /** What a master has found out counts for so long. */
    private static final Duration FINDING_LASTS = Duration.ofSeconds(2);

    /** A master that has found enough others, and does not take part by then, begins anew: it was led into a cell that cannot be. */
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

    /** Masters that start together find a majority in another order each; after this time they see the same ones. */
    private static final Duration SETTLING = Duration.ofMillis(1_500);

    private final TimerScheduler<PeerMessage> timers;
    private final ClusterSettings settings;
    private final MajorityLease lease;
    private final Runnable membersChanged;
    private final Clocks clocks;
    private final Cluster cluster;
    private final String self;
    private final ContactServer contactServer;
    private final List<ContactWatch> watches = new ArrayList<>();
    private final Map<String, Contact> contacts = new TreeMap<>();
    private final Map<String, Finding> findings = new HashMap<>();
    private final Set<String> givenUpAsGone = new HashSet<>();
    private final Formation formation;
    private Intent intent = Intent.NONE;
    private boolean begunAnew;
    private int heardBefore;

    /** Which masters another one sees gone, and under whom it becomes a member. */
    private record Finding(Set<String> gone, Intent intent, Instant heard) {}

    private Peers(
            ActorContext<PeerMessage> context,
            TimerScheduler<PeerMessage> timers,
            ClusterSettings settings,
            MajorityLease lease,
            ContactServer contactServer,
            Runnable membersChanged,
            Clocks clocks) {
        super(context);
        this.contactServer = contactServer;
        this.timers = timers;
        this.settings = settings;
        this.lease = lease;
        this.membersChanged = membersChanged;
        this.clocks = clocks;
        this.cluster = Cluster.get(context.getSystem());
        this.self = name(cluster.selfMember().address());
        this.formation = new Formation(self, settings.masters());
        var events = context.messageAdapter(ClusterEvent.MemberEvent.class, Peers::event);
        cluster.subscriptions().tell(Subscribe.create(events, ClusterEvent.MemberEvent.class));
        for (var master : settings.masters()) {
            if (!master.equals(self)) {
                contacts.put(master, Contact.SILENT);
                var me = context.getSelf();
                watches.add(ContactWatch.start(master, contact -> me.tell(new PeerMessage.Found(master, contact))));
            }
        }
        timers.startTimerWithFixedDelay(PeerMessage.Ask.ASK, ASK_INTERVAL);
    }

    /**
     * Begins to look for the other masters.
     *
     * @param lease this master's, kept up from here on
     * @param membersChanged called when a master came or went
     * @throws IllegalStateException if the port on which masters watch each other is taken
     */
    public static void start(
            ActorSystem<?> system,
            ClusterSettings settings,
            MajorityLease lease,
            Runnable membersChanged,
            Clocks clocks) {
        var contactServer = ContactServer.open(settings.host(), settings.port());
        Behavior<PeerMessage> behavior = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Peers(context, timers, settings, lease, contactServer, membersChanged, clocks)));
        system.systemActorOf(behavior, NAME, Props.empty());
    }

    private static PeerMessage event(ClusterEvent.MemberEvent event) {
        var master = name(event.member().address());
        return switch (event) {
            case ClusterEvent.MemberRemoved removed ->
                new PeerMessage.Removed(master, removed.previousStatus() == MemberStatus.down());
            case ClusterEvent.MemberUp up -> new PeerMessage.Up(master);
            default -> PeerMessage.Ask.ASK;
        };
    }

    private static String name(Address address) {
        return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }

    private Address address(String master) {
        return AddressFromURIString.parse(cluster.selfMember().address().protocol() + "://"
                + getContext().getSystem().name() + "@" + master);
    }

    @Override
    public Receive<PeerMessage> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::take)
                .onSignal(PostStop.class, stopped -> {
                    watches.forEach(ContactWatch::close);
                    contactServer.close();
                    return this;
                })
                .build();
    }

    private Behavior<PeerMessage> take(PeerMessage message) {
        switch (message) {
            case PeerMessage.Ask ask -> ask();
            case PeerMessage.Question question -> answer(question);
            case PeerMessage.Answer(var master, var asked) -> lease.answered(master, asked);
            case PeerMessage.Found(var master, var contact) -> {
                contacts.put(master, contact);
                if (contact == Contact.THERE) {
                    GoneMasters.remove(master);
                }
                if (contact == Contact.GONE
                        && !intent.takesPart()
                        && intent.under().equals(Optional.of(master))) {
                    intent = Intent.NONE; // who was to begin never will
                }
                look();
                ask(); // others are to know at once
            }
            case PeerMessage.Up(var master) -> {
                if (master.equals(self)) {
                    timers.cancel(PeerMessage.Overdue.OVERDUE);
                    intent = new Intent(intent.under(), true);
                    ask(); // who was led elsewhere is to know at once
                    lease.lost(); // a master may have been removed just before this one came
                }
                membersChanged.run();
            }
            case PeerMessage.Removed(var master, boolean givenUp) -> {
                boolean gone = givenUpAsGone.remove(master) || contacts.get(master) == Contact.GONE;
                if (givenUp && !gone) {
                    lease.lost();
                }
                membersChanged.run();
            }
            case PeerMessage.Settled settled -> join(heard());
            case PeerMessage.Overdue overdue ->
                beginAnew("it did not become a member within " + JOIN_TIMEOUT.toSeconds() + " s");
        }
        return this;
    }

    /** The masters that are there and were heard lately: of one that says nothing it is not known whether it has a cell already. */
    private Set<String> heard() {
        var intents = intents();
        return settings.masters().stream()
                .filter(master ->
                        master.equals(self) || (contacts.get(master) == Contact.THERE && intents.containsKey(master)))
                .collect(Collectors.toSet());
    }

    /** What others have said lately of how they become members. */
    private Map<String, Intent> intents() {
        var since = clocks.steady().instant().minus(FINDING_LASTS);
        var intents = new HashMap<String, Intent>();
        findings.forEach((master, finding) -> {
            if (finding.heard.isAfter(since)) {
                intents.put(master, finding.intent);
            }
        });
        return intents;
    }

    /** What this master had in mind, and what it is a member of, goes with its actor system; the next one begins from nothing. */
    private void beginAnew(String why) {
        if (begunAnew) {
            return;
        }
        begunAnew = true;
        getContext().getLog().error("this master begins anew: {}; it sees {}", why, contacts);
        if (members().contains(self)) {
            cluster.manager()
                    .tell(new Down(cluster.selfMember().address())); // a member that leaves would wait for others
        } else {
            getContext().getSystem().terminate();
        }
    }

    private Set<String> members() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .map(member -> name(member.address()))
                .collect(Collectors.toSet());
    }

    /** Waits for all, but for the last ones not long; not at all if there is a cell. */
    private void look() {
        if (intent.under().isPresent()) {
            if (!intent.takesPart() && formation.isElsewhere(members(), intents())) {
                beginAnew("the others are a cell without it");
            }
            return;
        }
        var heard = heard();
        boolean cellThere = intents().values().stream().anyMatch(Intent::takesPart);
        if (heard.size() == settings.masters().size() || (cellThere && heard.size() >= settings.majority())) {
            join(heard);
        } else if (heard.size() >= settings.majority()) {
            if (!timers.isTimerActive(PeerMessage.Settled.SETTLED)) {
                timers.startSingleTimer(PeerMessage.Settled.SETTLED, SETTLING);
            }
        } else if (heard.size() != heardBefore) {
            heardBefore = heard.size();
            getContext()
                    .getLog()
                    .info(
                            "waiting for masters: {} of {} are there and heard, {} are needed",
                            heard.size(),
                            settings.masters().size(),
                            settings.majority());
        }
    }

    /** All who see the same masters let the same one of them begin, unless there is a cell already. */
    private void join(Set<String> heard) {
        if (intent.under().isPresent() || heard.size() < settings.majority()) {
            return;
        }
        var order = formation.order(heard, intents());
        intent = new Intent(Optional.of(order.getFirst()), false);
        cluster.manager()
                .tell(new JoinSeedNodes(order.stream().map(this::address).collect(Collectors.toList())));
        timers.startSingleTimer(PeerMessage.Overdue.OVERDUE, JOIN_TIMEOUT);
    }

    private void ask() {
        var question = new PeerMessage.Question(
                self,
                cluster.selfMember().uniqueAddress().longUid(),
                lease.now(),
                gone(),
                intent,
                getContext().getSelf());
        contacts.forEach((master, contact) -> {
            if (contact == Contact.THERE) {
                selection(master).tell(question, org.apache.pekko.actor.ActorRef.noSender());
            }
        });
        giveUp();
    }

    /** Masters whose process is no more, as this one sees it. */
    private Set<String> gone() {
        return contacts.entrySet().stream()
                .filter(entry -> entry.getValue() == Contact.GONE)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private ActorSelection selection(String master) {
        return getContext().getSystem().classicSystem().actorSelection(address(master) + "/system/" + NAME);
    }

    private void answer(PeerMessage.Question question) {
        findings.put(
                question.master(),
                new Finding(question.gone(), question.intent(), clocks.steady().instant()));
        look();
        boolean member = false;
        for (var one : cluster.state().getMembers()) {
            member |= one.uniqueAddress().longUid() == question.uid() && isMember(one);
        }
        if (member) {
            question.replyTo().tell(new PeerMessage.Answer(self, question.asked()));
        }
        if (!question.gone().isEmpty()) {
            giveUp();
        }
    }

    private static boolean isMember(Member member) {
        return member.status() != MemberStatus.down() && member.status() != MemberStatus.removed();
    }

    /** Gives up the members whose process a majority sees gone. */
    private void giveUp() {
        var seenGone = gone();
        if (seenGone.isEmpty()) {
            return;
        }
        var since = clocks.steady().instant().minus(FINDING_LASTS);
        for (var member : cluster.state().getMembers()) {
            var master = name(member.address());
            long seen = findings.values().stream()
                            .filter(finding -> finding.heard.isAfter(since) && finding.gone.contains(master))
                            .count()
                    + (seenGone.contains(master) ? 1 : 0);
            if (seen >= settings.majority() && member.status() != MemberStatus.down()) {
                GoneMasters.add(master);
                if (givenUpAsGone.add(master)) {
                    getContext()
                            .getLog()
                            .warn("the process of master {} is gone, as {} masters see: it is given up", master, seen);
                }
                cluster.manager().tell(new Down(member.address()));
            }
        }
    }
}
