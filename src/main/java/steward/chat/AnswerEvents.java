package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import steward.platform.problem.ProblemException;

/**
 * Hears an answer as a series of events, as every door that streams tells it: {@code meta}, {@code delta}…,
 * {@code citations}, {@code usage}, {@code done}, or {@link #failed} at any point. Called by one thread at a time; must not
 * block.
 */
public interface AnswerEvents {
    /** The next event; after {@code done} nothing follows. */
    void event(String name, JsonNode data);

    /** Nothing follows. */
    void failed(ProblemException problem);
}
