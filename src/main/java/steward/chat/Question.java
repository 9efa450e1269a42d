package steward.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import steward.platform.problem.FieldErrors;

/**
 * What a client asks, as {@code POST /api/chat} takes it. Either {@code message} or {@code messages} is given.
 *
 * @param message the question, 1 to {@value #MAX_TEXT} UTF-16 code units
 * @param messages a conversation that the client keeps itself; its last entry is the user's question
 * @param model the model to ask, or null for the first one configured
 * @param conversationId an earlier conversation to go on with, or null for a new one
 * @param stream true for server-sent events
 * @param temperature 0 to 2, or null for the model's own
 * @param maxTokens the longest answer in tokens, or null for the model's own
 * @param useKnowledge false to ask the model without the knowledge base; null means true
 * @param collections the collections to search, or null for all
 * @param cache how this answer may be remembered, or null for the usual way
 * @param store false to leave no trace in the conversations; null means true
 * @param resumable true for a stream that goes on for a while when its connection breaks; null means false
 */
record Question(
        String message,
        List<Line> messages,
        String model,
        UUID conversationId,
        Boolean stream,
        Double temperature,
        Integer maxTokens,
        Boolean useKnowledge,
        List<String> collections,
        CacheWish cache,
        Boolean store,
        Boolean resumable) {

    static final int MAX_TEXT = 32_000;
    private static final int MAX_MESSAGES = 200;
    private static final int MAX_COLLECTIONS = 50;
    private static final int MAX_NAME = 200;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    /** A line of a conversation. */
    record Line(String role, String content) {}

    /**
     * How an answer may be remembered.
     *
     * @param ttl seconds to keep it, or null for the usual time
     * @param noCache true for a fresh answer
     * @param noStore true not to keep it
     */
    record CacheWish(Integer ttl, Boolean noCache, Boolean noStore) {
        static final CacheWish USUAL = new CacheWish(null, null, null);

        boolean wantsFresh() {
            return Boolean.TRUE.equals(noCache);
        }

        boolean leavesNoTrace() {
            return Boolean.TRUE.equals(noStore);
        }
    }

    /** @throws steward.platform.problem.ProblemException validation_failed (422), naming every field that is wrong */
    Question validated() {
        var errors = new FieldErrors();
        if (messages == null) {
            errors.text("message", message, MAX_TEXT);
        } else {
            checkMessages(errors);
        }
        errors.optionalText("model", model, MAX_NAME)
                .range("temperature", temperature, 0, 2)
                .range("max_tokens", maxTokens, 1, 1_000_000);
        if (collections != null && collections.size() > MAX_COLLECTIONS) {
            errors.add("collections", "max_items", Map.of("max", MAX_COLLECTIONS, "actual", collections.size()));
        }
        if (cache != null) {
            errors.range("cache.ttl", cache.ttl(), 1, 86_400);
        }
        errors.throwIfAny();
        return this;
    }

    private void checkMessages(FieldErrors errors) {
        if (message != null) {
            errors.add("messages", "only_one");
        }
        if (messages.isEmpty()) {
            errors.add("messages", "not_empty");
        } else if (messages.size() > MAX_MESSAGES) {
            errors.add("messages", "max_items", Map.of("max", MAX_MESSAGES, "actual", messages.size()));
        } else {
            checkLines(errors);
        }
    }

    private void checkLines(FieldErrors errors) {
        for (var i = 0; i < messages.size(); i++) {
            var line = messages.get(i);
            var field = "messages[" + i + "]";
            if (line == null) {
                errors.add(field, "required");
                continue;
            }
            if (line.role() == null || !ROLES.contains(line.role())) {
                errors.add(field + ".role", "one_of", Map.of("allowed", "system, user, assistant"));
            }
            errors.text(field + ".content", line.content(), MAX_TEXT);
        }
        var last = messages.get(messages.size() - 1);
        if (last != null
                && ROLES.contains(String.valueOf(last.role()))
                && !last.role().equals("user")) {
            errors.add("messages[" + (messages.size() - 1) + "].role", "one_of", Map.of("allowed", "user"));
        }
    }

    /** The question itself. */
    String text() {
        return messages == null ? message : messages.get(messages.size() - 1).content();
    }

    /** What the client says was spoken before. */
    List<Line> earlier() {
        return messages == null ? List.of() : messages.subList(0, messages.size() - 1);
    }

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean usesKnowledge() {
        return !Boolean.FALSE.equals(useKnowledge);
    }

    boolean stores() {
        return !Boolean.FALSE.equals(store);
    }

    boolean isResumable() {
        return Boolean.TRUE.equals(resumable);
    }

    CacheWish cacheWish() {
        return cache == null ? CacheWish.USUAL : cache;
    }

    Question streaming() {
        return new Question(
                message,
                messages,
                model,
                conversationId,
                true,
                temperature,
                maxTokens,
                useKnowledge,
                collections,
                cache,
                store,
                resumable);
    }
}
