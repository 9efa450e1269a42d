package steward.schedule;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.RequestContext;
import steward.platform.problem.FieldErrors;

/** {@code /api/schedules}: what is to be submitted when. For operators. */
@Path("schedules")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SchedulesResource {
    private static final int ACCEPTED = 202;
    private static final int SHOWN = 5;

    private Schedules schedules;
    private BlockingWork blocking;
    private Clock clock;

    @Context
    private HttpServletRequest request;

    SchedulesResource() {} // for the CDI proxy

    @Inject
    SchedulesResource(Schedules schedules, BlockingWork blocking, Clock clock) {
        this.schedules = schedules;
        this.blocking = blocking;
        this.clock = clock;
    }

    @GET
    public CompletionStage<Map<String, List<Shown>>> list() {
        var language = language();
        return blocking.call(() -> Map.of(
                "items",
                schedules.all().stream()
                        .map(schedule -> shown(schedule, language))
                        .toList()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> add(ScheduleRequest wanted) {
        var valid = wanted.validated();
        var language = language();
        var owner = Caller.of(request).id();
        Caller.of(request).require(schedules.role(valid.type()));
        return blocking.call(() -> {
            var added = schedules.add(valid, owner);
            return Response.created(URI.create("schedules/" + added.id()))
                    .entity(shown(added, language))
                    .build();
        });
    }

    /** What an expression means: in words, and its next five times. */
    @POST
    @Path("preview")
    @Consumes(MediaType.APPLICATION_JSON)
    public Preview preview(Time time) {
        var errors = new FieldErrors();
        ScheduleRequest.checkTime(errors, time.cron(), time.zone());
        errors.throwIfAny();
        var cron = Cron.of(time.cron(), Cron.zone(time.zone() == null ? "UTC" : time.zone()));
        return new Preview(cron.words(language()), cron.next(clock.instant(), SHOWN));
    }

    @GET
    @Path("{id}")
    public CompletionStage<Shown> get(@PathParam("id") String id) {
        var language = language();
        return blocking.call(() -> shown(schedules.get(uuid(id)), language));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Shown> replace(@PathParam("id") String id, ScheduleRequest wanted) {
        var schedule = uuid(id);
        var valid = wanted.validated();
        var language = language();
        var caller = Caller.of(request);
        caller.require(schedules.role(valid.type()));
        return blocking.call(() -> shown(schedules.replace(allowed(schedule, caller), valid), language));
    }

    @DELETE
    @Path("{id}")
    public CompletionStage<Response> delete(@PathParam("id") String id) {
        var caller = Caller.of(request);
        return blocking.call(() -> {
            schedules.delete(allowed(uuid(id), caller));
            return Response.noContent().build();
        });
    }

    /** Submits the task now. */
    @POST
    @Path("{id}/run")
    public CompletionStage<Response> run(@PathParam("id") String id) {
        var caller = Caller.of(request);
        return blocking.call(() -> Response.status(ACCEPTED)
                .entity(Map.of("task_id", schedules.run(allowed(uuid(id), caller))))
                .build());
    }

    /** Whoever may not order such a task directly may not have it ordered by a schedule either. */
    private UUID allowed(UUID id, Caller caller) {
        caller.require(schedules.role(schedules.get(id).type()));
        return id;
    }

    /** The latest hundred ticks, the latest first, and what became of them. */
    @GET
    @Path("{id}/runs")
    public CompletionStage<Map<String, List<ScheduleRepository.TickRecord>>> runs(@PathParam("id") String id) {
        return blocking.call(() -> Map.of("items", schedules.runs(uuid(id))));
    }

    private Shown shown(Schedule schedule, Locale language) {
        var cron = schedule.parsed();
        var next = schedule.enabled() ? cron.next(clock.instant(), SHOWN) : List.<Instant>of();
        return new Shown(schedule, cron.words(language), next);
    }

    private Locale language() {
        return RequestContext.of(request).locale();
    }

    /** What is no id of ours belongs to nobody. */
    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notAnId) {
            throw Schedules.notFound();
        }
    }

    /**
     * A schedule as people see it.
     *
     * @param words what its expression means
     * @param next its next times
     */
    record Shown(@JsonUnwrapped Schedule schedule, String words, List<Instant> next) {}

    /** @param zone null means UTC */
    record Time(String cron, String zone) {}

    record Preview(String words, List<Instant> next) {}
}
