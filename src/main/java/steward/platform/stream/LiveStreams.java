package steward.platform.stream;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.database.Ids;
import steward.platform.http.ClientWatch;
import steward.platform.http.PendingStream;
import steward.platform.http.RequestContext;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The streamed answers of this instance by their names. One that can be resumed waits half a minute for its client to come
 * back, and is kept for two minutes after its end; for an hour it is known that there was one. Thread-safe.
 */
@ApplicationScoped
public class LiveStreams {
    /** Tells a stream's name. */
    public static final String HEADER = "X-Steward-Stream";

    static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    static final long KEPT = Duration.ofMinutes(2).toNanos();
    static final long REMEMBERED = Duration.ofHours(1).toNanos();
    private static final long SWEEP_SECONDS = 5;
    private static final int MOST_RESUMABLE = 20_000;
    private static final long MOST_KEPT_BYTES = 64 << 20;
    private static final Logger LOG = Logger.getLogger(LiveStreams.class.getName());

    private final Map<UUID, LiveStream> streams = new ConcurrentHashMap<>();
    private final KeptSize kept = new KeptSize(MOST_KEPT_BYTES);
    private ClientWatch clients;
    private ScheduledExecutorService timer;
    private Ids ids;
    private LongSupplier nanoTime;
    private ScheduledFuture<?> sweeps;

    LiveStreams() {} // for the CDI proxy

    @Inject
    LiveStreams(ClientWatch clients, ScheduledExecutorService timer, Ids ids) {
        this(clients, timer, ids, System::nanoTime);
    }

    LiveStreams(ClientWatch clients, ScheduledExecutorService timer, Ids ids, LongSupplier nanoTime) {
        this.clients = clients;
        this.timer = timer;
        this.ids = ids;
        this.nanoTime = nanoTime;
    }

    @PostConstruct
    void start() {
        sweeps = timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        sweeps.cancel(false);
    }

    /**
     * Begins a stream as the answer of a request.
     *
     * @param owner whose it is
     * @param resumable whether it goes on for a while without its client, and is kept
     * @param headers sets the headers when the stream opens
     * @param errorFrame how a problem is told once the stream is open
     */
    public LiveStream open(
            AsyncContext async,
            String owner,
            boolean resumable,
            Consumer<HttpServletResponse> headers,
            Function<Problem, byte[]> errorFrame) {
        var id = ids.next();
        var stream = new LiveStream(
                id,
                owner,
                resumable && streams.size() < MOST_RESUMABLE,
                RequestContext.of((HttpServletRequest) async.getRequest()),
                kept,
                nanoTime,
                errorFrame,
                live -> connection(async, live, headers),
                () -> ended(id));
        streams.put(id, stream);
        return stream;
    }

    private PendingStream connection(AsyncContext async, LiveStream live, Consumer<HttpServletResponse> others) {
        return new PendingStream(
                async,
                clients,
                timer,
                response -> {
                    response.setHeader(HEADER, live.id().toString());
                    others.accept(response);
                },
                live::frame);
    }

    private void ended(UUID id) {
        streams.computeIfPresent(id, (same, stream) -> stream.isResumable() ? stream : null);
    }

    /**
     * Answers a request with the rest of a stream; 204 where its end has been had already, which keeps a browser's
     * {@code EventSource} from coming again.
     *
     * @param after the number of the frame that the client had last; 0 for none
     * @param field where the client said so
     * @throws ProblemException not_found (404) for what is not this caller's, gone (410) for what is not kept,
     *     invalid_request (400) for a number that no frame had
     */
    public void resume(
            HttpServletRequest request,
            HttpServletResponse response,
            String id,
            String owner,
            int after,
            String field) {
        var stream = find(id, owner);
        switch (stream.look(after)) {
            case NOT_KEPT -> throw LiveStream.gone();
            case AHEAD -> throw ProblemException.badInput(field, "unknown");
            case NOTHING_LEFT -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            default -> {
                var async = request.startAsync();
                async.setTimeout(0);
                stream.resume(after, connection(async, stream, others -> {}));
            }
        }
    }

    /** @throws ProblemException not_found (404) for what is not this caller's, gone (410) for what is over */
    public void cancel(String id, String owner) {
        if (!find(id, owner).cancel()) {
            throw LiveStream.gone();
        }
    }

    private LiveStream find(String id, String owner) {
        var stream = id.length() == 36 ? streams.get(uuid(id)) : null;
        if (stream == null || !stream.isOf(owner)) {
            throw notFound();
        }
        return stream;
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException other) {
            throw notFound();
        }
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND).with("what", "stream");
    }

    /** Lets go of what nobody came back for, and forgets what is long over; called every few seconds. */
    void sweep() {
        streams.forEach((id, stream) -> {
            try {
                if (stream.sweep(PATIENCE, KEPT, REMEMBERED)) {
                    streams.remove(id, stream);
                }
            } catch (RuntimeException failure) {
                // the others must be looked at all the same
                LOG.log(Level.WARNING, "stream.sweep_failed", failure);
            }
        });
    }
}
