package steward.monitoring;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import steward.platform.http.Administration;
import steward.platform.http.HttpConfig;
import steward.platform.log.LogLevels;
import steward.platform.problem.FieldErrors;

/** {@code /admin/api/logs/level}: from which level on is logged, without a start; for a while, and on all instances. */
@Administration
@Path("logs/level")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LogLevelResource {
    private static final int USUAL_MINUTES = 30;
    private static final int MOST_MINUTES = 1_440;

    private LogLevels levels;
    private LogLevelSignal signal;
    private HttpConfig http;
    private Clock clock;

    LogLevelResource() {} // for the CDI proxy

    @Inject
    LogLevelResource(LogLevels levels, LogLevelSignal signal, HttpConfig http, Clock clock) {
        this.levels = levels;
        this.signal = signal;
        this.http = http;
        this.clock = clock;
    }

    /** That of the instance that is asked. */
    @GET
    public Shown show() {
        var state = levels.state();
        return new Shown(http.serverId(), state.level(), state.configured(), state.until());
    }

    /**
     * Another one for some minutes; then the setting is in force again, as after a start.
     *
     * @throws steward.platform.problem.ProblemException validation_failed (422), naming every field that is wrong
     */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Shown change(Wanted wanted) {
        var minutes = wanted.checkedMinutes();
        signal.change(wanted.level(), clock.instant().plus(Duration.ofMinutes(minutes)));
        return show();
    }

    /** The setting, at once. */
    @DELETE
    public Shown reset() {
        signal.reset();
        return show();
    }

    /**
     * What is wanted.
     *
     * @param level one of {@link LogLevels#NAMES}
     * @param minutes how long, 1 to {@value #MOST_MINUTES}; null for {@value #USUAL_MINUTES}
     */
    record Wanted(String level, Integer minutes) {
        int checkedMinutes() {
            var errors = new FieldErrors();
            if (level == null) {
                errors.add("level", "required");
            } else if (!LogLevels.NAMES.contains(level)) {
                errors.add("level", "one_of", Map.of("allowed", String.join(", ", LogLevels.NAMES)));
            }
            errors.range("minutes", minutes, 1, MOST_MINUTES).throwIfAny();
            return minutes == null ? USUAL_MINUTES : minutes;
        }
    }

    /**
     * What is in force.
     *
     * @param configured that of {@code LOG_LEVEL}
     * @param until when that returns; null while it is in force
     */
    record Shown(String serverId, String level, String configured, Instant until) {}
}
