package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import steward.cache.Boarding;
import steward.cache.CacheKey;
import steward.cache.Flight;
import steward.cache.FlightControl;
import steward.cache.FlightListener;
import steward.cache.Flights;
import steward.cache.ResponseCache;
import steward.chat.AnswerListener.CacheStatus;
import steward.identity.Caller;
import steward.money.Till;
import steward.platform.database.Ids;
import steward.platform.http.ProblemResponse;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/**
 * Answers questions. The order of an answer is decided here and nowhere else: the conversation so far, the cache, one
 * generation for all who ask the same at once (knowledge, prompt, model), memory, and out. JSON, server-sent events and
 * whatever comes later are doors to it. Holds no thread while it waits. Thread-safe.
 */
@ApplicationScoped
class Assistant {
    private Conversations conversations;
    private ResponseCache cache;
    private Flights flights;
    private FlightControl control;
    private Generations generations;
    private Till till;
    private Ids ids;
    private Clock clock;

    Assistant() {} // for the CDI proxy

    @Inject
    Assistant(
            Conversations conversations,
            ResponseCache cache,
            Flights flights,
            FlightControl control,
            Generations generations,
            Till till,
            Ids ids,
            Clock clock) {
        this.conversations = conversations;
        this.cache = cache;
        this.flights = flights;
        this.control = control;
        this.generations = generations;
        this.till = till;
        this.ids = ids;
        this.clock = clock;
    }

    /** Begins to answer; the listener hears the rest, possibly before this returns. */
    Answering answer(Question question, Caller caller, RequestContext context, AnswerListener listener) {
        var answering = new Answering();
        asked(question, caller, context).whenComplete((asked, failure) -> {
            if (failure != null) {
                listener.failed(ProblemResponse.problem(failure));
            } else if (!answering.cancelled()) {
                conversations.opening(asked);
                guarded(asked, listener, () -> answer(asked, listener, answering));
            }
        });
        return answering;
    }

    private CompletionStage<Asked> asked(Question question, Caller caller, RequestContext context) {
        return conversations
                .earlier(question, caller)
                .thenApply(earlier -> new Asked(
                        question,
                        caller,
                        context,
                        question.conversationId() == null ? ids.next() : question.conversationId(),
                        question.conversationId() == null,
                        earlier));
    }

    private void guarded(Asked asked, AnswerListener listener, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            conversations.opened(asked);
            listener.failed(ProblemResponse.problem(failure));
        }
    }

    private void answer(Asked asked, AnswerListener listener, Answering answering) {
        if (asked.question().stores()) {
            listener.conversation(asked.conversationId());
        }
        var wish = asked.question().cacheWish();
        var key = generations.key(asked);
        if (!generations.caches() || wish.wantsFresh() && wish.leavesNoTrace()) {
            board(alone(key), CacheStatus.BYPASS, asked, listener, answering);
        } else if (wish.wantsFresh()) {
            board(alone(key), CacheStatus.REFRESH, asked, listener, answering);
        } else {
            lookUp(key, asked, listener, answering);
        }
    }

    private void lookUp(CacheKey key, Asked asked, AnswerListener listener, Answering answering) {
        var begin = System.nanoTime();
        var hit = cache.find(key);
        asked.context().took("cache", System.nanoTime() - begin);
        if (hit.isPresent()) {
            listener.status(CacheStatus.HIT);
            finish(asked, hit.get().body(), CacheStatus.HIT, hit.get().age(clock), listener);
        } else {
            board(key, CacheStatus.MISS, asked, listener, answering);
        }
    }

    /** Tells the whole answer once its turn is kept, so that nothing is given out as saved that is not. */
    private void finish(Asked asked, byte[] body, CacheStatus status, Duration age, AnswerListener listener) {
        var tree = Json.tree(body);
        if (status == CacheStatus.HIT || status == CacheStatus.COALESCED) {
            till.cached(asked.caller(), tree.path("model").asText());
        }
        remember(asked, tree)
                .thenAccept(saved -> listener.finished(new AnswerListener.Finished(
                        body, tree, status, age, saved ? asked.conversationId() : null, saved)));
    }

    private CompletionStage<Boolean> remember(Asked asked, JsonNode answer) {
        return conversations.remember(asked, answer).thenApply(saved -> {
            conversations.opened(asked);
            return saved;
        });
    }

    /** A flight that nobody else can board. */
    private CacheKey alone(CacheKey key) {
        return CacheKey.of("chat-alone")
                .part("key", key.toString())
                .part("nonce", ids.next().toString())
                .build();
    }

    private void board(CacheKey flight, CacheStatus status, Asked asked, AnswerListener listener, Answering answering) {
        board(passenger -> flights.board(flight, passenger), status, asked, listener, answering);
    }

    private void board(
            Function<Passenger, Boarding> gate,
            CacheStatus status,
            Asked asked,
            AnswerListener listener,
            Answering answering) {
        // on another's flight pieces may come before boarding is over, on one's own nothing comes before it is started
        listener.status(CacheStatus.COALESCED);
        var passenger = new Passenger(asked, listener, answering);
        var boarding = gate.apply(passenger);
        answering.onCancel(() -> {
            boarding.leave();
            passenger.stopped();
        });
        if (boarding.leader()) {
            passenger.status = status;
            listener.status(status);
            lead(asked, status, boarding.flight());
        }
    }

    private void lead(Asked asked, CacheStatus status, Flight flight) {
        if (status == CacheStatus.MISS && !asked.question().cacheWish().leavesNoTrace()) {
            control.clear(generations.key(asked), flight)
                    .thenAccept(landed -> landed.ifPresentOrElse(
                            answer -> {
                                till.cached(asked.caller(), answer.model());
                                flight.land(answer.body());
                            },
                            () -> generations.start(asked, flight)));
        } else {
            generations.start(asked, flight);
        }
    }

    /** One asker on the flight that makes the answer. */
    private final class Passenger implements FlightListener {
        private final Asked asked;
        private final AnswerListener listener;
        private final Answering answering;
        private final HeardSoFar heard = new HeardSoFar();
        private volatile CacheStatus status = CacheStatus.COALESCED;

        Passenger(Asked asked, AnswerListener listener, Answering answering) {
            this.asked = asked;
            this.listener = listener;
            this.answering = answering;
        }

        @Override
        public void attempts(int attempts) {
            listener.attempts(attempts);
        }

        @Override
        public void piece(byte[] piece) {
            if (asked.question().streams()) {
                heard.piece(piece);
            }
            Piece.tell(piece, listener);
        }

        @Override
        public void landed(byte[] body) {
            if (heard.close()) {
                finish(asked, body, status, Duration.ZERO, listener);
            }
        }

        /** What its asker has read is worth remembering, though no more was wanted. */
        void stopped() {
            if (!heard.close()) {
                return;
            }
            if (heard.isEmpty()) {
                conversations.opened(asked);
            } else {
                remember(asked, Json.tree(Json.bytes(heard.answer())));
            }
        }

        @Override
        public void crashed(ProblemException problem, boolean mayBoardAgain) {
            if (mayBoardAgain) {
                var key = generations.key(asked);
                board(again -> flights.boardAgain(key, again), CacheStatus.MISS, asked, listener, answering);
            } else {
                conversations.opened(asked);
                listener.failed(problem);
            }
        }
    }

    /** An answer under way, which its client may no longer want. Thread-safe. */
    static final class Answering {
        private Runnable leave;
        private boolean cancelled;

        /** The client has gone or said stop; nothing more needs to be told. */
        void cancel() {
            Runnable action;
            synchronized (this) {
                cancelled = true;
                action = leave;
                leave = null;
            }
            if (action != null) {
                action.run();
            }
        }

        synchronized boolean cancelled() {
            return cancelled;
        }

        void onCancel(Runnable action) {
            synchronized (this) {
                if (!cancelled) {
                    leave = action;
                    return;
                }
            }
            action.run();
        }
    }
}
