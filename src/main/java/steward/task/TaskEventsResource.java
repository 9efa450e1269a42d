package steward.task;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.util.concurrent.ScheduledExecutorService;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.ClientWatch;
import steward.platform.http.PendingStream;

/** {@code GET /api/tasks/{id}/events}: a task's progress and end as server-sent events. */
@Path("tasks/{id}/events")
@RequestScoped
public class TaskEventsResource {
    private TaskRepository tasks;
    private TaskEvents events;
    private ClientWatch clients;
    private BlockingWork blocking;
    private ScheduledExecutorService timer;

    @Context
    private HttpServletRequest request;

    TaskEventsResource() {} // for the CDI proxy

    @Inject
    TaskEventsResource(
            TaskRepository tasks,
            TaskEvents events,
            ClientWatch clients,
            BlockingWork blocking,
            ScheduledExecutorService timer) {
        this.tasks = tasks;
        this.events = events;
        this.clients = clients;
        this.blocking = blocking;
        this.timer = timer;
    }

    /**
     * The runtime has put the request aside for {@code asked}; the stream is written by the servlet's own means, as all
     * streams of ours are, and ends the request itself.
     */
    @GET
    @Produces("text/event-stream")
    public void watch(@PathParam("id") String id, @Suspended AsyncResponse asked) {
        var task = TasksResource.uuid(id);
        var owner = Caller.of(request).id();
        var pending = new PendingStream(request.getAsyncContext(), clients, timer, response -> {}, TaskStream::error);
        new TaskStream(pending, blocking, () -> tasks.find(task, owner).orElseThrow(TaskCommands::notFound))
                .open(events, task, timer);
    }
}
