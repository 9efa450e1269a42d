package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import steward.platform.problem.FieldErrors;

/** Work as a test wants it. */
class TestHandler implements TaskHandler {
    private final String type;
    private final Body body;

    interface Body {
        Object run(TaskContext task) throws Exception;
    }

    TestHandler(String type, Body body) {
        this.type = type;
        this.body = body;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public RetryPolicy retryPolicy() {
        return new RetryPolicy(Duration.ofMillis(5), Duration.ofMillis(10));
    }

    @Override
    public void validate(JsonNode payload) {
        if (payload.has("refused")) {
            new FieldErrors().add("payload.refused", "unknown").throwIfAny();
        }
    }

    @Override
    public Object run(TaskContext task) throws Exception {
        return body.run(task);
    }
}
