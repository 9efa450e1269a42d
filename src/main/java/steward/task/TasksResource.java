package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import steward.identity.Caller;
import steward.identity.Role;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.JsonText;
import steward.platform.http.Paging;
import steward.platform.http.RequestContext;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code /api/tasks}: a caller's own tasks; another's are not found (404). */
@Path("tasks")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TasksResource {
    private static final int ACCEPTED = 202;
    private static final int MOST_AT_ONCE = 1_000;
    private static final int LONGEST_WAIT = 60;

    private Acceptance acceptance;
    private TaskQueue queue;
    private Submissions submissions;
    private TaskRepository tasks;
    private TaskCommands commands;
    private TaskWaits waits;
    private WaitReasons reasons;
    private Callbacks callbacks;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    TasksResource() {} // for the CDI proxy

    @Inject
    TasksResource(
            Acceptance acceptance,
            TaskQueue queue,
            Submissions submissions,
            TaskRepository tasks,
            TaskCommands commands,
            TaskWaits waits,
            WaitReasons reasons,
            Callbacks callbacks,
            BlockingWork blocking) {
        this.acceptance = acceptance;
        this.queue = queue;
        this.submissions = submissions;
        this.tasks = tasks;
        this.commands = commands;
        this.waits = waits;
        this.reasons = reasons;
        this.callbacks = callbacks;
        this.blocking = blocking;
    }

    /** Accepts a task: 202 means that its row is committed; 200 that one with this unique key is there already. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> submit(@HeaderParam("Idempotency-Key") String key, byte[] body) {
        var row = row(JsonText.read(body, TaskRequest.class));
        var owner = owner();
        var submitting = key == null && row.liveKey() == null
                ? queue.accept(row)
                : blocking.call(() -> write(owner, key, body, List.of(row)).get(0));
        return submitting.thenApply(TasksResource::submitted);
    }

    /** Accepts up to a thousand tasks, all or none. */
    @POST
    @Path("batch")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> submitAll(@HeaderParam("Idempotency-Key") String key, byte[] body) {
        var batch = JsonText.read(body, Batch.class).validated();
        var rows = batch.tasks().stream().map(this::row).toList();
        var owner = owner();
        return blocking.call(() -> write(owner, key, body, rows))
                .thenApply(submitted -> Response.status(ACCEPTED)
                        .entity(new SubmittedBatch(submitted))
                        .build());
    }

    /** The tasks, newest first. */
    @GET
    public CompletionStage<Page> list(
            @QueryParam("status") String status,
            @QueryParam("type") String type,
            @QueryParam("queue") String queueName,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        var most = Paging.limit(limit);
        var after = Optional.ofNullable(cursor)
                .map(text -> Paging.uuid(Paging.cursor(text, 1).get(0)));
        var filter = new TaskRepository.Filter(
                Optional.ofNullable(status).map(TasksResource::state),
                Optional.ofNullable(type),
                Optional.ofNullable(queueName).map(QueuesResource::named));
        var owner = owner();
        return blocking.call(() -> page(tasks.page(owner, filter, most + 1, after), most));
    }

    /** A task with its runs, its log, and why it waits. */
    @GET
    @Path("{id}")
    public CompletionStage<TaskInfo> show(@PathParam("id") String id) {
        var owner = owner();
        var language = RequestContext.of(request).locale();
        return blocking.call(() -> reasons.explained(found(uuid(id), owner), language));
    }

    /** The result, once it is there; with {@code ?wait=} the answer comes at the task's end or after so many seconds. */
    @GET
    @Path("{id}/result")
    public CompletionStage<Response> result(@PathParam("id") String id, @QueryParam("wait") String wait) {
        var task = uuid(id);
        var owner = owner();
        return waits.ended(task, seconds(wait), () -> tasks.glance(task, owner).orElseThrow(TaskCommands::notFound))
                .thenApply(TasksResource::result);
    }

    /** The key with which the caller's callbacks are signed. */
    @GET
    @Path("callback-key")
    public Map<String, String> callbackKey() {
        return Map.of(
                "key",
                callbacks
                        .key(owner())
                        .orElseThrow(
                                () -> new ProblemException(ProblemType.CONFLICT).with("reason", "needs_secret_key")));
    }

    @POST
    @Path("{id}/cancel")
    public CompletionStage<Response> cancel(@PathParam("id") String id) {
        return command(id, commands::cancel);
    }

    @POST
    @Path("{id}/retry")
    public CompletionStage<Response> retry(@PathParam("id") String id) {
        return command(id, commands::retry);
    }

    /** Has dead tasks run again: all, or those of a type, a queue or an error. */
    @POST
    @Path("dead/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> replay(Replay which) {
        var filter = new TaskCommands.DeadFilter(
                Optional.ofNullable(which.type()),
                Optional.ofNullable(which.queue()).map(QueuesResource::named),
                Optional.ofNullable(which.errorCode()));
        var owner = owner();
        return blocking.call(() -> Response.status(ACCEPTED)
                .entity(Map.of("replayed", commands.replay(owner, filter)))
                .build());
    }

    private interface Command {
        void on(UUID id, String owner);
    }

    private CompletionStage<Response> command(String id, Command command) {
        var owner = owner();
        var language = RequestContext.of(request).locale();
        return blocking.call(() -> {
            command.on(uuid(id), owner);
            return Response.status(ACCEPTED)
                    .entity(reasons.explained(found(uuid(id), owner), language))
                    .build();
        });
    }

    private TaskRow row(TaskRequest wanted) {
        var task = wanted.task(owner());
        var handler = acceptance.handler(task.type());
        if (!handler.isPublic()) {
            throw new ProblemException(ProblemType.NOT_FOUND).with("what", "task_type");
        }
        if (handler.role() != Role.VIEWER) {
            Caller.of(request).require(handler.role());
        }
        return acceptance.row(task);
    }

    private List<Submitted> write(String owner, String key, byte[] body, List<TaskRow> rows) {
        return key == null
                ? queue.write(rows)
                : submissions.once(owner, key, JsonText.read(body, JsonNode.class), rows);
    }

    private static Response submitted(Submitted task) {
        return Response.status(task.fresh() ? ACCEPTED : Response.Status.OK.getStatusCode())
                .location(URI.create("tasks/" + task.id()))
                .entity(task)
                .build();
    }

    private static Response result(TaskInfo task) {
        if (task.expired()) {
            throw new ProblemException(ProblemType.GONE).with("what", "result");
        }
        var answer =
                new Result(task.id(), task.status(), task.result(), task.error(), task.finishedAt(), task.expiresAt());
        return task.status().isEnd()
                ? Response.ok(answer).build()
                : Response.status(ACCEPTED)
                        .header("Retry-After", 1)
                        .entity(answer)
                        .build();
    }

    private String owner() {
        return Caller.of(request).id();
    }

    private TaskInfo found(UUID id, String owner) {
        return tasks.find(id, owner).orElseThrow(TaskCommands::notFound);
    }

    /** What is no id of ours belongs to nobody. */
    static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notAnId) {
            throw TaskCommands.notFound();
        }
    }

    private static TaskState state(String label) {
        return Stream.of(TaskState.values())
                .filter(state -> state.label().equals(label))
                .findFirst()
                .orElseThrow(() -> ProblemException.badInput("status", "unknown"));
    }

    private static Duration seconds(String wait) {
        try {
            var seconds = wait == null ? 0 : Integer.parseInt(wait);
            if (seconds >= 0 && seconds <= LONGEST_WAIT) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException notANumber) {
            throw outOfRange(notANumber);
        }
        throw outOfRange(null);
    }

    private static ProblemException outOfRange(Throwable cause) {
        return new ProblemException(ProblemType.INVALID_REQUEST, cause)
                .field("wait", "range", Map.of("min", 0, "max", LONGEST_WAIT));
    }

    private static Page page(List<TaskInfo> found, int limit) {
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        var last = found.get(limit - 1);
        return new Page(found.subList(0, limit), Paging.cursor(List.of(last.id().toString())));
    }

    /** @param nextCursor null on the last page */
    record Page(List<TaskInfo> items, String nextCursor) {}

    record SubmittedBatch(List<Submitted> items) {}

    record Replay(String type, String queue, String errorCode) {}

    /** @param result null where there is none */
    record Result(
            UUID id,
            TaskState status,
            JsonNode result,
            TaskInfo.Failure error,
            java.time.Instant finishedAt,
            java.time.Instant expiresAt) {}

    record Batch(List<TaskRequest> tasks) {
        Batch validated() {
            var errors = new FieldErrors();
            if (tasks == null || tasks.isEmpty()) {
                errors.add("tasks", "required");
            } else if (tasks.size() > MOST_AT_ONCE) {
                errors.add("tasks", "max_items", Map.of("max", MOST_AT_ONCE, "actual", tasks.size()));
            }
            errors.throwIfAny();
            return this;
        }
    }
}
