package steward.chat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import steward.admission.ConcurrencyGate;
import steward.cache.CacheConfig;
import steward.cache.CacheKey;
import steward.cache.CachedResponse;
import steward.cache.Flight;
import steward.cache.ResponseCache;
import steward.identity.Caller;
import steward.knowledge.KnowledgeBase;
import steward.knowledge.Passage;
import steward.knowledge.SearchQuery;
import steward.model.ModelClient;
import steward.model.ModelRoute;
import steward.model.ModelRoutes;
import steward.model.TokenCounter;
import steward.money.Till;
import steward.platform.concurrent.Blocking;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Makes answers: everything that stands behind the cache. Thread-safe. */
@ApplicationScoped
class Generations {
    /** How many passages an answer may rest on; the search page shows the same ones. */
    static final int PASSAGES = 5;
    /** The name under which the answer without a model can be asked for. */
    static final String EXTRACTIVE_MODEL = "steward-extractive";

    private ChatConfig config;
    private CacheConfig cacheConfig;
    private ResponseCache cache;
    private ConcurrencyGate gate;
    private KnowledgeBase knowledge;
    private ModelRoutes routes;
    private ModelClient models;
    private TokenCounter tokenCounter;
    private Till till;
    private Executor executor;
    private Clock clock;

    Generations() {} // for the CDI proxy

    @Inject
    Generations(
            ChatConfig config,
            CacheConfig cacheConfig,
            ResponseCache cache,
            ConcurrencyGate gate,
            KnowledgeBase knowledge,
            ModelRoutes routes,
            ModelClient models,
            TokenCounter tokenCounter,
            Till till,
            @Blocking Executor executor,
            Clock clock) {
        this.config = config;
        this.cacheConfig = cacheConfig;
        this.cache = cache;
        this.gate = gate;
        this.knowledge = knowledge;
        this.routes = routes;
        this.models = models;
        this.tokenCounter = tokenCounter;
        this.till = till;
        this.executor = executor;
        this.clock = clock;
    }

    boolean caches() {
        return cacheConfig.enabled();
    }

    /**
     * What makes two questions the same: every field that changes the answer, the conversation so far, who answers, and
     * the state of the knowledge.
     */
    CacheKey key(Asked asked) {
        var question = asked.question();
        var route = route(question);
        requireModel(asked.caller(), route);
        var request = Json.mapper().createObjectNode();
        request.set("earlier", Json.mapper().valueToTree(asked.earlier()));
        request.put("question", question.text());
        request.put("temperature", question.temperature());
        request.put("max_tokens", question.maxTokens());
        request.put("use_knowledge", question.usesKnowledge());
        request.set("collections", Json.mapper().valueToTree(question.collections()));
        return CacheKey.of("chat")
                .part("request", request)
                .part("model", route.map(ModelRoute::model).orElse(EXTRACTIVE_MODEL))
                .part("base", route.map(known -> known.base().toString()).orElse(null))
                .part("hidden", question.usesKnowledge() ? scope(asked.caller()) : null)
                .part("knowledge", question.usesKnowledge() ? Long.toString(knowledge.version()) : null)
                .build();
    }

    /** Who may read less gets no answer that was made for one who may read more. */
    private static String scope(Caller caller) {
        var hidden = caller.hiddenCollections();
        return hidden.isEmpty() ? null : new TreeSet<>(hidden).toString();
    }

    /** A model that a key may not ask is as one that does not exist. */
    private static void requireModel(Caller caller, Optional<ModelRoute> route) {
        route.map(ModelRoute::model).filter(model -> !caller.mayAsk(model)).ifPresent(model -> {
            throw new ProblemException(ProblemType.MODEL_NOT_FOUND).with("model", model);
        });
    }

    /** The model that answers, or empty where the answer is an extract. */
    Optional<ModelRoute> route(Question question) {
        var extract = EXTRACTIVE_MODEL.equals(question.model());
        var nothingConfigured = !routes.configured()
                && (question.model() == null || question.model().isBlank());
        if (config.extractive() && (extract || nothingConfigured)) {
            return Optional.empty();
        }
        if (!routes.configured() && config.extractive()) {
            throw new ProblemException(ProblemType.MODEL_NOT_FOUND).with("model", question.model());
        }
        return Optional.of(routes.find(question.model()));
    }

    /** Makes the answer on this flight; returns at once. */
    void start(Asked asked, Flight flight) {
        new Generation(this, asked, flight).start();
    }

    boolean fallsBack() {
        return config.fallBack();
    }

    Till till() {
        return till;
    }

    ConcurrencyGate gate() {
        return gate;
    }

    Executor executor() {
        return executor;
    }

    /** How many tokens a text has, about. */
    int tokens(ModelRoute route, String text) {
        return Math.toIntExact(tokenCounter.count(route.upstreamModel(), text).tokens());
    }

    ModelClient models() {
        return models;
    }

    /** The passages for a question; a short question in a conversation is searched together with the one before. */
    List<Passage> passages(Asked asked) {
        var question = asked.question();
        if (!question.usesKnowledge()) {
            return List.of();
        }
        var collections = question.collections() == null ? List.<String>of() : question.collections();
        var found = knowledge.search(SearchQuery.of(question.text(), PASSAGES, collections)
                .hiding(asked.caller().hiddenCollections()));
        if (found.hasRelevant() || asked.earlier().isEmpty()) {
            return found.results();
        }
        var before = asked.earlier().stream()
                .filter(line -> line.role().equals("user"))
                .reduce((first, second) -> second);
        return before.map(line -> knowledge
                        .search(SearchQuery.of(line.content() + "\n" + question.text(), PASSAGES, collections)
                                .hiding(asked.caller().hiddenCollections()))
                        .results())
                .orElse(found.results());
    }

    /** Keeps an answer, unless the caller wished otherwise. */
    void keep(Asked asked, Answer answer, byte[] body) {
        var wish = asked.question().cacheWish();
        if (!caches() || wish.leavesNoTrace() || Boolean.TRUE.equals(answer.fallback())) {
            return;
        }
        var ttl = wish.ttl() == null ? cacheConfig.ttl() : Duration.ofSeconds(wish.ttl());
        var collections = asked.question().collections();
        cache.put(
                key(asked),
                new CachedResponse(
                        body,
                        answer.model(),
                        collections == null ? new HashSet<>() : new HashSet<>(collections),
                        clock.instant(),
                        ttl));
    }
}
