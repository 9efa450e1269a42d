package steward.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import steward.admission.ConcurrencyGate;
import steward.cache.CacheConfig;
import steward.cache.CacheKey;
import steward.cache.CachedResponse;
import steward.cache.Flight;
import steward.cache.FlightControl;
import steward.cache.FlightListener;
import steward.cache.Flights;
import steward.cache.ResponseCache;
import steward.identity.Caller;
import steward.model.ModelClient;
import steward.model.ModelRequest;
import steward.model.TokenCounter;
import steward.money.Till;
import steward.platform.database.Ids;
import steward.platform.http.ClientWatch;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.stream.LiveStreams;

/**
 * Passes requests on to models and their answers back, as bytes: from the cache, on another's flight, or by a call of
 * one's own. Thread-safe.
 */
@ApplicationScoped
class Relays {
    private CacheConfig config;
    private ResponseCache cache;
    private Flights flights;
    private FlightControl control;
    private ConcurrencyGate gate;
    private ModelClient models;
    private TokenCounter tokenCounter;
    private Till till;
    private ClientWatch clients;
    private LiveStreams streams;
    private Ids ids;
    private Clock clock;

    Relays() {} // for the CDI proxy

    @Inject
    Relays(
            CacheConfig config,
            ResponseCache cache,
            Flights flights,
            FlightControl control,
            ConcurrencyGate gate,
            ModelClient models,
            TokenCounter tokenCounter,
            Till till,
            ClientWatch clients,
            LiveStreams streams,
            Ids ids,
            Clock clock) {
        this.config = config;
        this.cache = cache;
        this.flights = flights;
        this.control = control;
        this.gate = gate;
        this.models = models;
        this.tokenCounter = tokenCounter;
        this.till = till;
        this.clients = clients;
        this.streams = streams;
        this.ids = ids;
        this.clock = clock;
    }

    void relay(AsyncContext async, Caller caller, Wanted wanted) {
        var request = wanted.request();
        var wish = wanted.wish();
        var tokens = RelayedTokens.of(request, wanted.canonical(), tokenCounter);
        var relayed = new Relayed(wanted, caller, key(wanted), tokens);
        var door = request.stream()
                ? Door.stream(async, streams, caller.id(), wanted)
                : Door.plain(async, clients, wanted);
        if (!config.enabled() || wish.noCache()) {
            var status = config.enabled() && !wish.noStore() ? "refresh" : "bypass";
            board(relayed, alone(), status, door, context(async));
            return;
        }
        var begin = System.nanoTime();
        var hit = cache.find(relayed.key());
        context(async).took("cache", System.nanoTime() - begin);
        if (hit.isPresent()) {
            till.cached(caller, request.route().model());
            door.hit(hit.get().body(), hit.get().age(clock));
        } else {
            board(relayed, relayed.key(), "miss", door, context(async));
        }
    }

    private static RequestContext context(AsyncContext async) {
        return RequestContext.of((HttpServletRequest) async.getRequest());
    }

    private static CacheKey key(Wanted wanted) {
        var request = wanted.request();
        var citations = wanted.citations();
        return CacheKey.of("openai")
                .part("path", request.path())
                .part("base", request.route().base().toString())
                .part("model", request.route().model())
                .part("request", wanted.canonical())
                .part("citations", (citations.isEmpty() ? null : Json.mapper().valueToTree(citations.passages())))
                .build();
    }

    /** A flight that nobody else can board. */
    private CacheKey alone() {
        return CacheKey.of("openai-alone").part("nonce", ids.next().toString()).build();
    }

    private void board(Relayed relayed, CacheKey flight, String status, Door door, RequestContext context) {
        door.status("coalesced");
        var passenger = new Passenger(relayed, door, context);
        var boarding = flights.board(flight, passenger);
        door.onGone(boarding::leave);
        if (boarding.leader()) {
            passenger.leads = true;
            lead(relayed, status, door, context, boarding.flight());
        }
    }

    private void lead(Relayed relayed, String status, Door door, RequestContext context, Flight flight) {
        door.status(status);
        if (status.equals("miss") && !relayed.wanted().wish().noStore()) {
            control.clear(relayed.key(), flight)
                    .thenAccept(landed -> landed.ifPresentOrElse(
                            answer -> land(relayed, flight, answer.body()), () -> fetch(relayed, context, flight)));
        } else {
            fetch(relayed, context, flight);
        }
    }

    private void land(Relayed relayed, Flight flight, byte[] body) {
        till.cached(relayed.caller(), relayed.request().route().model());
        flight.attempts(0);
        flight.append(body);
        flight.land(body);
    }

    private void fetch(Relayed relayed, RequestContext context, Flight flight) {
        new Relay(
                        gate,
                        models,
                        till,
                        relayed.tokens(),
                        relayed.request(),
                        relayed.wanted().citations(),
                        flight,
                        context,
                        body -> keep(relayed, body))
                .start(relayed.caller());
    }

    private void keep(Relayed relayed, byte[] body) {
        var wish = relayed.wanted().wish();
        if (config.enabled() && !wish.noStore()) {
            var ttl = wish.ttlSeconds() == null ? config.ttl() : Duration.ofSeconds(wish.ttlSeconds());
            var model = relayed.request().route().model();
            var collections = relayed.wanted().citations().collections();
            cache.put(relayed.key(), new CachedResponse(body, model, collections, clock.instant(), ttl));
        }
    }

    private record Relayed(Wanted wanted, Caller caller, CacheKey key, RelayedTokens tokens) {
        ModelRequest request() {
            return wanted.request();
        }
    }

    /** One asker on the flight that brings the answer. */
    private final class Passenger implements FlightListener {
        private final Relayed relayed;
        private final Door door;
        private final RequestContext context;
        private volatile boolean leads;

        Passenger(Relayed relayed, Door door, RequestContext context) {
            this.relayed = relayed;
            this.door = door;
            this.context = context;
        }

        @Override
        public void attempts(int attempts) {
            door.attempts(attempts);
        }

        @Override
        public void piece(byte[] piece) {
            door.piece(piece);
        }

        @Override
        public void landed(byte[] result) {
            if (!leads) {
                till.cached(relayed.caller(), relayed.request().route().model());
            }
            door.landed(result);
        }

        @Override
        public void crashed(ProblemException problem, boolean mayBoardAgain) {
            if (!mayBoardAgain) {
                door.failed(problem);
                return;
            }
            var boarding = flights.boardAgain(relayed.key(), this);
            door.onGone(boarding::leave);
            if (boarding.leader()) {
                leads = true;
                lead(relayed, "miss", door, context, boarding.flight());
            }
        }
    }
}
