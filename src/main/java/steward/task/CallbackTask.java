package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import steward.platform.json.Json;
import steward.platform.outbound.OutboundClient;
import steward.platform.outbound.OutboundFailure;
import steward.platform.outbound.OutboundRequest;

/** {@code task.callback}: tells an address of the submitter's how a task has ended. Anything but 2xx is tried again. */
@ApplicationScoped
class CallbackTask implements TaskHandler {
    private static final int OK = 200;
    private static final int NO_LONGER_OK = 300;
    private static final int MOST_ANSWER_BYTES = 64 * 1024;

    private Callbacks callbacks;
    private TaskRepository tasks;
    private OutboundClient outbound;
    private Clock clock;

    CallbackTask() {} // for the CDI proxy

    @Inject
    CallbackTask(Callbacks callbacks, TaskRepository tasks, OutboundClient outbound, Clock clock) {
        this.callbacks = callbacks;
        this.tasks = tasks;
        this.outbound = outbound;
        this.clock = clock;
    }

    @Override
    public String type() {
        return Callbacks.TYPE;
    }

    @Override
    public boolean isPublic() {
        return false;
    }

    @Override
    public void validate(JsonNode payload) {
        // written by ourselves
    }

    @Override
    public Object run(TaskContext task) throws Exception {
        var payload = task.payload();
        var ended = tasks.glance(UUID.fromString(payload.path("task_id").asText()), task.owner());
        var body = ended.map(info -> Json.bytes(told(info))).orElseGet(() -> Json.bytes(payload));
        var seconds = clock.instant().getEpochSecond();
        var request = OutboundRequest.post(URI.create(payload.path("url").asText()), "application/json", body)
                .with("Steward-Signature", callbacks.signature(task.owner(), seconds, body))
                .with("Idempotency-Key", task.id().toString());
        return sent(request.within(request.deadline(), MOST_ANSWER_BYTES));
    }

    private static TasksResource.Result told(TaskInfo task) {
        return new TasksResource.Result(
                task.id(), task.status(), task.result(), task.error(), task.finishedAt(), task.expiresAt());
    }

    private Object sent(OutboundRequest request) throws InterruptedException, ExecutionException {
        try {
            var status = outbound.send(request).toCompletableFuture().get().status();
            if (status < OK || status >= NO_LONGER_OK) {
                throw new TaskFailure("callback_refused", "HTTP " + status, false);
            }
            return Map.of("http_status", status);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof OutboundFailure failure) {
                throw new TaskFailure("callback_failed", failure.getMessage(), false);
            }
            throw failed;
        }
    }
}
