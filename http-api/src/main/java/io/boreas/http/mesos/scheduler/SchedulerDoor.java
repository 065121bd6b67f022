package io.boreas.http.mesos.scheduler;

import com.google.protobuf.Message;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.limit.CallCounts;
import io.boreas.http.mesos.limit.RateGate;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.mesos.wire.AnswerForm;
import io.boreas.http.mesos.wire.CallDoor;
import io.boreas.http.mesos.wire.FrameworkStanding;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Outcome;
import io.boreas.http.mesos.wire.Standing;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.HttpSettings;
import io.boreas.http.server.TextCall;
import io.boreas.http.server.TextRoute;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/scheduler}: the scheduler API of Mesos. SUBSCRIBE is answered by a stream of events, every other call by whether
 * it was accepted. Holds nothing but the streams of schedulers that are connected here, and calls that came too fast. Thread-safe.
 *
 * <p>Source: Mesos 1.11, {@code Master::Http::scheduler}.
 */
public final class SchedulerDoor {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerDoor.class);

    private final Supplier<CellInfo> cell;
    private final Frameworks frameworks;
    private final FrameworkIds ids;
    private final Supplier<UUID> streamIds;
    private final InstantSource clock;
    private final HttpSettings settings;
    private final CallDoor<Call> door;
    private final MasterAddress address;
    private final RegularExpressions patterns;
    private final CallCounts counts = new CallCounts();
    private final CallGate gate;

    /** By stream id. */
    private final ConcurrentMap<String, SchedulerSession> sessions = new ConcurrentHashMap<>();

    /**
     * The door of one master.
     *
     * @param streamIds draws an id that was never drawn
     * @param rates how often principals may call
     */
    public SchedulerDoor(
            Supplier<CellInfo> cell,
            Frameworks frameworks,
            Supplier<UUID> streamIds,
            InstantSource clock,
            HttpSettings settings,
            RateGate rates) {
        this.cell = cell;
        this.frameworks = frameworks;
        this.ids = new FrameworkIds();
        this.streamIds = streamIds;
        this.clock = clock;
        this.settings = settings;
        this.door = CallDoor.scheduler(settings.mesos().bodyBytesMax());
        this.address = new MasterAddress(settings);
        this.patterns = new RegularExpressions(settings.mesos().constraintProgramMax());
        this.gate = new CallGate(frameworks, rates, counts);
    }

    public TextRoute route() {
        return new TextRoute("/api/v1/scheduler", Realm.SCHEDULER, this::answer);
    }

    /** How many calls came here, by principal and under Mesos's names. */
    public SortedMap<String, Double> counted() {
        return counts.values();
    }

    /** A call and what came with it. */
    private record Request(TextCall http, Head head, Call call, AnswerForm form) {}

    private CompletionStage<HttpResponse> answer(TextCall http) {
        var head = Head.of(http.request().method().value(), http.target(), http.headers());
        return http.body(settings.mesos().bodyBytesMax())
                .thenCompose(body -> switch (door.open(http.access(), new Standing.Serving(), head, body)) {
                    case Outcome.Refused<Call>(var refusal) -> done(Answers.refused(refusal));
                    case Outcome.Opened<Call>(var call, var form) -> {
                        var request = new Request(http, head, call, form);
                        yield gate.pass(http, call, local(request), () -> act(request));
                    }
                });
    }

    private CompletionStage<HttpResponse> act(Request request) {
        return request.call().getType() == Call.Type.SUBSCRIBE ? subscribe(request) : call(request);
    }

    private CompletionStage<HttpResponse> subscribe(Request request) {
        var info = owned(request.call().getSubscribe().getFrameworkInfo(), request);
        var streamId = streamIds.get().toString();
        FrameworkId framework;
        try {
            var named = info.getId().getValue();
            framework = named.isEmpty() ? ids.next(cell.get().master()) : new FrameworkId(named);
        } catch (IllegalArgumentException e) {
            return done(error(request, streamId, "'FrameworkInfo.id' is not valid: " + e.getMessage()));
        }
        var forbidden = forbidden(info, request);
        if (forbidden.isPresent()) {
            return done(error(request, streamId, forbidden.get()));
        }
        var master = address.of(cell.get(), request.http().request().getUri());
        var session = new SchedulerSession(
                framework, streamId, info, master, request.form().messages(), settings);
        sessions.put(streamId, session);
        session.over().thenRun(() -> {
            sessions.remove(streamId);
            frameworks.disconnect(framework, streamId);
        });
        // A scheduler that subscribes always replaces the one before: v1 has no field to ask for less.
        var said = request.call().getSubscribe();
        var wish = FrameworkMessages.wish(info, said.getSuppressedRolesList(), said.getOfferConstraints(), patterns);
        return frameworks
                .subscribe(
                        framework, new FrameworkCommand.Subscribe(wish, true, streamId), cause(request), session::push)
                .whenComplete((reply, failure) -> {
                    if (failure != null) {
                        session.hungUp(); // it may have been subscribed all the same
                    } else if (!(reply instanceof FrameworkReply.Subscribed)) {
                        sessions.remove(streamId);
                    }
                })
                .thenApply(reply -> switch (reply) {
                    case FrameworkReply.Subscribed subscribed -> stream(request, session);
                    case FrameworkReply.Refused(var message) -> error(request, streamId, message);
                    case FrameworkReply.Done r -> error(request, streamId, unexpected(reply));
                    case FrameworkReply.Removed r -> error(request, streamId, unexpected(reply));
                    case FrameworkReply.Heard r -> error(request, streamId, unexpected(reply));
                    case FrameworkReply.Acknowledged r -> error(request, streamId, unexpected(reply));
                    case FrameworkReply.AcknowledgementIgnored r -> error(request, streamId, unexpected(reply));
                    case FrameworkReply.UnknownFramework r -> error(request, streamId, unexpected(reply));
                    case FrameworkReply.NotConnected r -> error(request, streamId, unexpected(reply));
                    case FrameworkReply.StaleStream r -> error(request, streamId, unexpected(reply));
                });
    }

    private static String unexpected(FrameworkReply reply) {
        return "The framework cannot subscribe now: " + reply;
    }

    private HttpResponse stream(Request request, SchedulerSession session) {
        session.answered();
        return Answers.stream(contentType(request.form()), session.source(), session::hungUp)
                .addHeader(RawHeader.create(Head.STREAM_ID, session.streamId()));
    }

    private static HttpResponse error(Request request, String streamId, String message) {
        LOG.info("a scheduler is refused: {}", message);
        var media = request.form().messages();
        return Answers.stream(contentType(request.form()), SchedulerSession.only(Events.error(message), media))
                .addHeader(RawHeader.create(Head.STREAM_ID, streamId));
    }

    private CompletionStage<HttpResponse> call(Request request) {
        var named = CallReader.possible(request.call().getFrameworkId().getValue(), FrameworkId::new);
        if (named.isEmpty()) {
            return done(refused(new FrameworkStanding.Unknown(), request));
        }
        var framework = named.get();
        if (request.call().getType() == Call.Type.UPDATE_FRAMEWORK) {
            var forbidden = forbidden(request.call().getUpdateFramework().getFrameworkInfo(), request);
            if (forbidden.isPresent()) {
                return done(Answers.text(403, forbidden.get()));
            }
        }
        var local = local(request);
        if (local.isPresent()) {
            var session = local.get();
            var foreign = foreign(request, session.principal());
            if (foreign.isPresent()) {
                return done(refused(foreign.get(), request));
            }
            var reader = new CallReader(
                    framework, session.user(), session.can(Capability.PARTITION_AWARE), patterns, clock.instant());
            var asked = read(reader, request);
            return ask(request, framework, asked, local);
        }
        // Connected to another master, or not at all.
        return frameworks.framework(framework).thenCompose(found -> {
            var known = found.orElseGet(() -> Framework.vacant(framework));
            var foreign = known.info()
                    .flatMap(info -> foreign(request, info.principal().orElse("")));
            if (foreign.isPresent()) {
                return done(refused(foreign.get(), request));
            }
            var user = known.info().map(info -> info.user()).orElse("");
            var reader = new CallReader(framework, user, known.isPartitionAware(), patterns, clock.instant());
            var asked = read(reader, request);
            return ask(request, framework, asked, local);
        });
    }

    /** The subscription over which a call came, if it is connected here. */
    private Optional<SchedulerSession> local(Request request) {
        var named = request.call().getFrameworkId().getValue();
        return Optional.ofNullable(sessions.get(streamId(request)))
                .filter(session -> session.framework().value().equals(named));
    }

    /** How it stands with a framework of another principal than the one who calls. */
    private static Optional<FrameworkStanding> foreign(Request request, String owner) {
        return request.http()
                .access()
                .principal()
                .filter(principal -> !principal.equals(owner))
                .map(principal -> new FrameworkStanding.Foreign(principal, owner));
    }

    /** What is subscribed by somebody with a name belongs to that name, whether or not it says so: later calls are checked. */
    private static Mesos.FrameworkInfo owned(Mesos.FrameworkInfo info, Request request) {
        return request.http()
                .access()
                .principal()
                .map(principal -> info.toBuilder().setPrincipal(principal).build())
                .orElse(info);
    }

    /** Why somebody may not have a framework in these roles. Source: Mesos 1.11, {@code Master::_subscribe}. */
    @SuppressWarnings("deprecation") // older frameworks have one role
    private static Optional<String> forbidden(Mesos.FrameworkInfo info, Request request) {
        var roles = FrameworkMessages.capabilities(info).contains(Capability.MULTI_ROLE)
                ? info.getRolesList()
                : List.of(info.hasRole() ? info.getRole() : "*");
        return request.http().permissions().mayAll(Action.REGISTER_FRAMEWORKS, roles)
                ? Optional.empty()
                : Optional.of("Not authorized to use roles '{ " + String.join(", ", new TreeSet<>(roles)) + " }'");
    }

    /** Reads a call, without what its principal may not do. */
    private static Asked read(CallReader reader, Request request) {
        if (request.call().getType() != Call.Type.ACCEPT) {
            return reader.read(owned(request));
        }
        var gate = new OperationGate(request.http().permissions(), reader.user(), reader.now());
        var passed = gate.pass(request.call().getAccept());
        return reader.read(request.call().toBuilder().setAccept(passed.accept()).build())
                .with(passed.events(), passed.notes());
    }

    private static Call owned(Request request) {
        var call = request.call();
        if (call.getType() != Call.Type.UPDATE_FRAMEWORK
                || call.getUpdateFramework().getFrameworkInfo().hasPrincipal()) {
            return call;
        }
        var update = call.getUpdateFramework().toBuilder();
        return call.toBuilder()
                .setUpdateFramework(update.setFrameworkInfo(owned(update.getFrameworkInfo(), request)))
                .build();
    }

    private CompletionStage<HttpResponse> ask(
            Request request, FrameworkId framework, Asked asked, Optional<SchedulerSession> session) {
        return reply(request, framework, asked.call()).thenApply(reply -> {
            var refusal = refusal(reply, request);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            asked.notes()
                    .forEach(note ->
                            LOG.info("{} of framework {}: {}", request.call().getType(), framework, note));
            session.ifPresent(live -> {
                if (request.call().getType() == Call.Type.UPDATE_FRAMEWORK) {
                    live.changed(request.call().getUpdateFramework().getFrameworkInfo());
                }
                asked.events().forEach(live::tell);
            });
            return asked.response()
                    .<HttpResponse>map(response -> message(request, response))
                    .orElseGet(
                            () -> Answers.text(request.call().getType() == Call.Type.UPDATE_FRAMEWORK ? 200 : 202, ""));
        });
    }

    /** What the cell says; of a call that asks for nothing, whether it would be heard. */
    private CompletionStage<FrameworkReply> reply(
            Request request, FrameworkId framework, Optional<FrameworkCall> call) {
        var streamId = streamId(request);
        if (call.isPresent()) {
            return frameworks.call(framework, streamId, call.get(), cause(request));
        }
        return frameworks.framework(framework).thenApply(found -> FrameworkMachine.refusal(
                        found.orElseGet(() -> Framework.vacant(framework)), streamId)
                .orElse(FrameworkReply.Done.DONE));
    }

    /** How a call is refused; empty if it is accepted. */
    private static Optional<HttpResponse> refusal(FrameworkReply reply, Request request) {
        return switch (reply) {
            case FrameworkReply.UnknownFramework r -> Optional.of(refused(new FrameworkStanding.Unknown(), request));
            case FrameworkReply.NotConnected r -> Optional.of(refused(new FrameworkStanding.Disconnected(), request));
            case FrameworkReply.StaleStream r ->
                Optional.of(refused(new FrameworkStanding.Connected("not " + streamId(request)), request));
            case FrameworkReply.Refused(var message) -> {
                if (request.call().getType() == Call.Type.UPDATE_FRAMEWORK) {
                    yield Optional.of(Answers.text(400, message));
                }
                LOG.info(
                        "{} of framework {} is not followed: {}",
                        request.call().getType(),
                        request.call().getFrameworkId().getValue(),
                        message);
                yield Optional.empty();
            }
            case FrameworkReply.AcknowledgementIgnored(var message) -> {
                LOG.info(
                        "ACKNOWLEDGE of framework {} is not followed: {}",
                        request.call().getFrameworkId().getValue(),
                        message);
                yield Optional.empty();
            }
            case FrameworkReply.Done r -> Optional.empty();
            case FrameworkReply.Removed r -> Optional.empty();
            case FrameworkReply.Acknowledged r -> Optional.empty();
            case FrameworkReply.Subscribed r -> Optional.empty();
            case FrameworkReply.Heard r -> Optional.empty();
        };
    }

    /** Who is not refused by how it stands is refused for its stream's id: it is another's, or not there. */
    private static HttpResponse refused(FrameworkStanding standing, Request request) {
        return standing.refusal(request.head())
                .map(Answers::refused)
                .orElseThrow(() -> new IllegalStateException(standing + " refuses nothing"));
    }

    private static HttpResponse message(Request request, Message message) {
        return Answers.bytes(
                contentType(request.form()),
                ByteString.fromArrayUnsafe(request.form().messages().encode(message)));
    }

    private static ContentType contentType(AnswerForm form) {
        return ContentTypes.parse(form.contentType());
    }

    private static String streamId(Request request) {
        return request.head().header(Head.STREAM_ID).orElse("");
    }

    /** Nobody can send a call again: it has no id that would say it is the same. */
    private static Cause cause(Request request) {
        return new Cause("", request.http().principal());
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
