package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The assistant's memory: what was said before, and keeping what is said now. Thread-safe. */
@ApplicationScoped
class Conversations {
    private static final Logger LOG = Logger.getLogger(Conversations.class.getName());
    private static final int MOST_REMEMBERED = 40;

    private final Map<UUID, Opening> opening = new ConcurrentHashMap<>();
    private ConversationRepository repository;
    private ConversationLog log;
    private BlockingWork blocking;
    private Ids ids;
    private Clock clock;

    Conversations() {} // for the CDI proxy

    @Inject
    Conversations(ConversationRepository repository, ConversationLog log, BlockingWork blocking, Ids ids, Clock clock) {
        this.repository = repository;
        this.log = log;
        this.blocking = blocking;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What was said before the question, oldest first: in the conversation it goes on with, and in the lines that the
     * client sent itself. Fails with not_found (404) where the conversation is not this caller's.
     */
    CompletionStage<List<Question.Line>> earlier(Question question, Caller caller) {
        if (question.conversationId() == null) {
            return CompletableFuture.completedStage(question.earlier());
        }
        return isOpen(question, caller)
                .thenCompose(open -> blocking.call(() -> {
                    var kept = repository
                            .find(question.conversationId(), caller.id(), MOST_REMEMBERED)
                            .orElseThrow(Conversations::notFound);
                    var lines = new ArrayList<Question.Line>();
                    kept.messages().forEach(message -> lines.add(new Question.Line(message.role(), message.text())));
                    lines.addAll(question.earlier());
                    return lines;
                }));
    }

    /** Completes once the conversation's first turn is no longer being made; at once where none is, here. */
    private CompletionStage<Void> isOpen(Question question, Caller caller) {
        var open = opening.get(question.conversationId());
        return open == null || !open.owner().equals(caller.id())
                ? CompletableFuture.completedStage(null)
                : open.over().minimalCompletionStage();
    }

    /**
     * Notes that a client is about to be told of a conversation whose first turn is not kept yet. Whoever stops that answer and
     * goes on at once must not be told that there is no such conversation. {@link #opened} must follow.
     */
    void opening(Asked asked) {
        if (asked.opens() && asked.question().stores() && asked.question().streams()) {
            opening.put(asked.conversationId(), new Opening(asked.caller().id(), new CompletableFuture<>()));
        }
    }

    /** Its first turn is kept, or will not be. */
    void opened(Asked asked) {
        var open = asked.opens() ? opening.remove(asked.conversationId()) : null;
        if (open != null) {
            open.over().complete(null);
        }
    }

    /**
     * Keeps a turn. Completes with whether it is kept: a database that is away makes that false, for the answer is worth
     * more than its record.
     */
    CompletionStage<Boolean> remember(Asked asked, JsonNode answer) {
        if (!asked.question().stores()) {
            return CompletableFuture.completedStage(false);
        }
        return log.append(turn(asked, answer)).thenApply(committed -> true).exceptionally(failure -> {
            LOG.log(
                    Level.WARNING,
                    "conversation.not_saved request_id=" + asked.context().id(),
                    failure);
            return false;
        });
    }

    private Turn turn(Asked asked, JsonNode answer) {
        var now = clock.instant();
        var question = new Message(ids.next(), "user", storable(asked.question().text()), null, null, null, now);
        var reply = new Message(
                ids.next(),
                "assistant",
                storable(answer.path("answer").asText()),
                answer.path("mode").asText(),
                answer.path("model").asText(),
                storable(answer.path("citations").toString()),
                now);
        return new Turn(asked.conversationId(), asked.caller().id(), asked.opens(), question, reply);
    }

    /** PostgreSQL has no place for the character NUL. */
    private static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND).with("what", "conversation");
    }

    private record Opening(String owner, CompletableFuture<Void> over) {}
}
