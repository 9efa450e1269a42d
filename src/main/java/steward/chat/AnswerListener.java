package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import steward.platform.problem.ProblemException;

/**
 * Hears an answer as it is made. Called by one thread at a time; must not block. Exactly one of {@link #finished} and
 * {@link #failed} comes last.
 */
interface AnswerListener {
    /** How the cache takes part; before anything else, and again if that changes before the answer has begun. */
    void status(CacheStatus status);

    /** Where the turn is kept, also what there is of it when its asker says stop; never called where nothing is kept. */
    void conversation(UUID id);

    /** How often a model was asked for it; before {@link #began}, and not told where none was: zero. */
    default void attempts(int attempts) {}

    /** Who answers and from which passages; before the first delta of an answer that is just being made. */
    void began(Beginning beginning);

    /** The next piece of text. */
    void delta(String text);

    /** The whole answer. */
    void finished(Finished answer);

    void failed(ProblemException problem);

    /**
     * A whole answer.
     *
     * @param body as JSON, as {@link Answer} has it
     * @param tree the same, read
     * @param age the time since it was first given; zero unless it comes from the cache
     * @param conversationId where it is remembered
     * @param saved whether it is
     */
    record Finished(byte[] body, JsonNode tree, CacheStatus status, Duration age, UUID conversationId, boolean saved) {}

    /** How the cache took part, as in {@code X-Steward-Cache}. */
    enum CacheStatus {
        HIT,
        MISS,
        COALESCED,
        BYPASS,
        REFRESH;

        String header() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
