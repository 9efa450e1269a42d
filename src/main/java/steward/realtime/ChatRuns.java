package steward.realtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import steward.admission.RateLimiter;
import steward.chat.AnswerEvents;
import steward.chat.ChatDoor;
import steward.identity.Caller;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.platform.stream.KeptSize;
import steward.platform.stream.Listener;

/**
 * The answers that are being given over sockets on this instance, and those just given. An answer whose client has gone
 * waits for half a minute for it to come back before its upstream call is closed. Thread-safe.
 */
@ApplicationScoped
class ChatRuns {
    static final int MOST_AT_ONCE = 8;
    static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    static final long KEPT = Duration.ofMinutes(2).toNanos();
    private static final int MOST_RUNS = 20_000;
    private static final long MOST_KEPT_CHARACTERS = 64 << 20;

    private final Map<String, ChatRun> runs = new ConcurrentHashMap<>();
    private final KeptSize kept = new KeptSize(MOST_KEPT_CHARACTERS);
    private Asking door;
    private RateLimiter limiter;
    private LongSupplier nanoTime;

    ChatRuns() {} // for the CDI proxy

    @Inject
    ChatRuns(ChatDoor door, RateLimiter limiter) {
        this(door::ask, limiter, System::nanoTime);
    }

    ChatRuns(Asking door, RateLimiter limiter, LongSupplier nanoTime) {
        this.door = door;
        this.limiter = limiter;
        this.nanoTime = nanoTime;
    }

    /** {@link ChatDoor#ask}. */
    interface Asking {
        Runnable ask(byte[] question, Caller caller, RequestContext context, AnswerEvents events);
    }

    /**
     * Begins an answer.
     *
     * @param id the client's name for it, unlike those of its other answers of the last minutes
     * @throws ProblemException rate_limit_exceeded (429), conflict (409), server_busy (503) or what is wrong with the
     *     question
     */
    ChatRun ask(String id, byte[] question, Caller caller, RequestContext context, Listener<String> client) {
        count(caller);
        var run = new ChatRun(id, new Frames(context.locale(), context.id()), nanoTime, kept, client);
        if (runs.size() >= MOST_RUNS || runs.putIfAbsent(key(id, caller), run) != null) {
            throw new ProblemException(ProblemType.CONFLICT).field("id", "taken", Map.of());
        }
        try {
            run.stopWith(door.ask(question, caller, context, run));
        } catch (RuntimeException refused) {
            runs.remove(key(id, caller));
            run.forget();
            throw refused;
        }
        return run;
    }

    private void count(Caller caller) {
        var decision = limiter.take(caller.id());
        if (!decision.allowed()) {
            throw new ProblemException(ProblemType.RATE_LIMIT_EXCEEDED)
                    .with("limit", decision.limit())
                    .retryAfter(decision.retryAfter());
        }
    }

    /** @throws ProblemException gone (410) where there is nothing to resume on this instance */
    ChatRun resume(String id, int afterSeq, Caller caller, Listener<String> client) {
        var run = runs.get(key(id, caller));
        if (run == null || !run.resume(afterSeq, client)) {
            throw new ProblemException(ProblemType.GONE).with("what", "answer");
        }
        return run;
    }

    /** Stops what nobody came back for and forgets what is long over; called every few seconds. */
    void sweep() {
        runs.forEach((key, run) -> {
            long rested = run.restedNanos();
            if (!run.isOver() && rested > PATIENCE) {
                run.stop();
            }
            if (run.isOver() && rested > KEPT) {
                runs.remove(key, run);
                run.forget();
            }
        });
    }

    private static String key(String id, Caller caller) {
        return caller.id() + '\n' + id;
    }
}
