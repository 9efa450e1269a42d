package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Consumer;
import steward.identity.Caller;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Everything that can be listened to: {@code task:<id>}, {@code queue:<name>}, {@code metrics}. Thread-safe. */
@ApplicationScoped
class Topics {
    static final int MOST = 50;
    static final int LONGEST = 100;

    private Iterable<TopicSource> sources;

    Topics() {} // for the CDI proxy

    @Inject
    Topics(@Any Instance<TopicSource> sources) {
        this.sources = sources;
    }

    Topics(Iterable<TopicSource> sources) {
        this.sources = sources;
    }

    /**
     * Lets a caller hear a topic.
     *
     * @return ends it
     * @throws ProblemException validation_failed (422) for a topic that does not exist, not_found (404), forbidden (403)
     */
    Runnable subscribe(String topic, Caller caller, Consumer<JsonNode> onEvent) {
        if (topic != null && topic.length() <= LONGEST) {
            for (var source : sources) {
                var subscription = source.subscribe(topic, caller, onEvent);
                if (subscription.isPresent()) {
                    return subscription.get();
                }
            }
        }
        throw new ProblemException(ProblemType.VALIDATION_FAILED)
                .field("topic", "one_of", Map.of("allowed", "task:<id>, queue:<name>, metrics"));
    }
}
