package steward.backup;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Database;
import steward.platform.http.Administration;
import steward.platform.http.JsonText;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.schedule.ScheduledTimes;
import steward.task.NewTask;
import steward.task.TaskQueue;

/** {@code /admin/api/backups}: the backups, for administrators; and the copies that scripts/backup.sh asks for. */
@Administration
@Path("backups")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BackupsResource {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int ACCEPTED = 202;
    private static final int CREATED = 201;

    private Backups backups;
    private BackupConfig config;
    private Database database;
    private TaskQueue queue;
    private ScheduledTimes times;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    BackupsResource() {} // for the CDI proxy

    @Inject
    BackupsResource(
            Backups backups,
            BackupConfig config,
            Database database,
            TaskQueue queue,
            ScheduledTimes times,
            BlockingWork blocking) {
        this.backups = backups;
        this.config = config;
        this.database = database;
        this.queue = queue;
        this.times = times;
        this.blocking = blocking;
    }

    /** What was written for a script, below the data folder's {@code backups}. */
    record Written(String file, long bytes) {}

    /** Those in the folder of the instance that is asked, and whether they are as old as the schedules promise. */
    @GET
    public CompletionStage<BackupReport> list() {
        return blocking.call(() -> backups.report(moment -> times.after(BackupTask.TYPE, moment)));
    }

    /** Submits the task that makes one. */
    @POST
    public CompletionStage<Response> make() {
        var caller = Caller.of(request).id();
        return blocking.call(() -> Response.status(ACCEPTED)
                .entity(Map.of(
                        "task_id",
                        queue.submit(NewTask.of(BackupTask.TYPE, caller, Map.of()))
                                .id()))
                .build());
    }

    /** Writes a copy of the embedded database at once, for a script. */
    @POST
    @Path("copy")
    public CompletionStage<Response> copy(byte[] body) {
        if (!database.isEmbedded()) {
            throw new ProblemException(ProblemType.NOT_SUPPORTED).with("what", "scripts/backup.sh (pg_dump)");
        }
        var name = JsonText.object(body).path("file").asText("");
        // never outside of its folder, whatever the name
        if (!PLAIN_NAME.matcher(name).matches()) {
            throw ProblemException.badInput("file", "required");
        }
        return blocking.call(
                () -> Response.status(CREATED).entity(handedOver(name)).build());
    }

    private Written handedOver(String name) {
        var file = config.handover().resolve(name);
        try {
            Files.createDirectories(config.handover());
            new EmbeddedCopy(database).write(file, early -> {});
            return new Written(name, Files.size(file));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Reads all of it again. */
    @POST
    @Path("{id}/verify")
    public CompletionStage<Backup> verify(@PathParam("id") String id) {
        return blocking.call(() -> backups.verify(id));
    }
}
