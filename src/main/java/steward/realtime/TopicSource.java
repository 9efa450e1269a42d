package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Consumer;
import steward.identity.Caller;

/** Where the events of some topics come from. One CDI bean for each kind of topic. Thread-safe. */
public interface TopicSource {
    /**
     * Lets a caller hear a topic.
     *
     * @param onEvent is given objects; called by any thread, must not block
     * @return ends it; empty for topics that are not of this source
     * @throws steward.platform.problem.ProblemException not_found (404), forbidden (403)
     */
    Optional<Runnable> subscribe(String topic, Caller caller, Consumer<JsonNode> onEvent);
}
