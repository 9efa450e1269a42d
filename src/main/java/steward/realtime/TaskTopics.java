package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import steward.identity.Caller;
import steward.identity.Role;
import steward.identity.Scope;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.QueueName;
import steward.task.TaskEvent;
import steward.task.TaskEvents;
import steward.task.TaskOwners;

/** {@code task:<id>} for its owner, {@code queue:<name>} for operators; events come from all instances. */
@ApplicationScoped
class TaskTopics implements TopicSource {
    private static final String TASK = "task:";
    private static final String QUEUE = "queue:";

    private TaskEvents events;
    private TaskOwners owners;

    TaskTopics() {} // for the CDI proxy

    @Inject
    TaskTopics(TaskEvents events, TaskOwners owners) {
        this.events = events;
        this.owners = owners;
    }

    @Override
    public Optional<Runnable> subscribe(String topic, Caller caller, Consumer<JsonNode> onEvent) {
        if (topic.startsWith(TASK)) {
            return Optional.of(task(topic.substring(TASK.length()), caller, onEvent));
        }
        if (topic.startsWith(QUEUE)) {
            return QueueName.labelled(topic.substring(QUEUE.length())).map(queue -> queue(queue, caller, onEvent));
        }
        return Optional.empty();
    }

    private Runnable task(String id, Caller caller, Consumer<JsonNode> onEvent) {
        caller.require(Scope.TASKS);
        var task = uuid(id);
        if (task.isEmpty() || !owners.owns(task.get(), caller.id())) {
            throw new ProblemException(ProblemType.NOT_FOUND).with("what", "task");
        }
        var subscription = events.subscribe(task.get(), event -> onEvent.accept(json(event)));
        return subscription::close;
    }

    private Runnable queue(QueueName queue, Caller caller, Consumer<JsonNode> onEvent) {
        caller.require(Role.OPERATOR);
        var subscription = events.subscribe(event -> {
            if (event.queue() == queue) {
                onEvent.accept(json(event));
            }
        });
        return subscription::close;
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** What kind of task it is stands beside what kind of frame it is. */
    private static JsonNode json(TaskEvent event) {
        var data = Json.mapper().createObjectNode();
        data.put("task", event.id().toString());
        data.put("task_type", event.type());
        data.put("queue", event.queue().label());
        data.put("status", event.state().label());
        data.put("done", event.done());
        data.put("total", event.total());
        if (event.message() != null) {
            data.put("message", event.message());
        }
        return data;
    }
}
