package steward.task;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code /api/queues}: the two queues in numbers; pausing, resuming and emptying them. For operators. */
@Path("queues")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class QueuesResource {
    private QueueRepository queues;
    private TaskCommands commands;
    private BlockingWork blocking;

    QueuesResource() {} // for the CDI proxy

    @Inject
    QueuesResource(QueueRepository queues, TaskCommands commands, BlockingWork blocking) {
        this.queues = queues;
        this.commands = commands;
        this.blocking = blocking;
    }

    @GET
    public CompletionStage<Map<String, List<QueueInfo>>> list() {
        return blocking.call(() -> Map.of("items", queues.all()));
    }

    /** What runs goes on; nothing new begins. */
    @POST
    @Path("{queue}/pause")
    public CompletionStage<QueueInfo> pause(@PathParam("queue") String queue) {
        return paused(named(queue), true);
    }

    @POST
    @Path("{queue}/resume")
    public CompletionStage<QueueInfo> resume(@PathParam("queue") String queue) {
        return paused(named(queue), false);
    }

    /** Cancels whatever waits in the queue, of all callers. */
    @POST
    @Path("{queue}/purge")
    public CompletionStage<Map<String, Integer>> purge(@PathParam("queue") String queue) {
        var name = named(queue);
        return blocking.call(() -> Map.of("purged", commands.purge(name)));
    }

    private CompletionStage<QueueInfo> paused(QueueName name, boolean paused) {
        return blocking.call(() -> {
            commands.pause(name, paused);
            return queues.all().stream()
                    .filter(queue -> queue.name() == name)
                    .findFirst()
                    .orElseThrow();
        });
    }

    /** @throws ProblemException not_found (404) for a stranger */
    static QueueName named(String label) {
        return QueueName.labelled(label)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "queue"));
    }
}
