package steward.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.identity.Role;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.TaskQueue;

/**
 * The schedules: kept, and fired when they are due, by the database's clock. A tick, its record and its task are one
 * transaction that holds the schedule's row. Blocks; thread-safe.
 */
@ApplicationScoped
class Schedules {
    private static final Logger LOG = Logger.getLogger(Schedules.class.getName());
    private static final int MOST_AT_ONCE = 100;
    private static final int MOST_RUNS = 100;
    /** So many ticks of a schedule are remembered. */
    static final int RUNS_KEPT = 1_000;
    /** A tick that is fired later than this was missed. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private Database database;
    private ScheduleRepository rows;
    private TaskQueue queue;
    private Ids ids;

    Schedules() {} // for the CDI proxy

    @Inject
    Schedules(Database database, ScheduleRepository rows, TaskQueue queue, Ids ids) {
        this.database = database;
        this.rows = rows;
        this.queue = queue;
        this.ids = ids;
    }

    List<Schedule> all() {
        return database.inTransaction(rows::all);
    }

    Schedule get(UUID id) {
        return database.inTransaction(connection -> rows.find(connection, id)).orElseThrow(Schedules::notFound);
    }

    /** The latest ticks, the latest first. */
    List<ScheduleRepository.TickRecord> runs(UUID id) {
        get(id);
        return database.inTransaction(connection -> rows.runs(connection, id, MOST_RUNS));
    }

    /** @throws ProblemException validation_failed (422) where the name is taken or the type would refuse the payload */
    Schedule add(ScheduleRequest wanted, String owner) {
        var id = ids.next();
        var added = database.inTransaction(connection -> {
            var schedule = schedule(connection, id, wanted, false, owner);
            queue.check(schedule.task());
            return rows.insert(connection, schedule);
        });
        if (!added) {
            throw nameTaken();
        }
        return get(id);
    }

    /** Puts a schedule of the product's own there, unless it is there already, as it may have been changed. */
    void addBuiltIn(ScheduleRequest wanted) {
        database.inTransaction(connection -> !rows.isNameTaken(connection, wanted.name(), null)
                && rows.insert(connection, schedule(connection, ids.next(), wanted, true, "steward")));
    }

    /** Has one of the product's own run at these times, as a setting says, whatever people have made of it. */
    void turnOnBuiltIn(String name, String cron) {
        database.inTransaction(connection -> {
            var before = rows.find(connection, name);
            if (before.filter(Schedule::builtIn).isEmpty()) {
                LOG.log(Level.WARNING, "schedule.not_turned_on name={0}: another has this name", name);
            } else if (!before.get().enabled() || !before.get().cron().equals(cron)) {
                var next = Cron.of(cron, Cron.zone(before.get().zone())).next(ScheduleRepository.now(connection));
                rows.turnOn(connection, before.get().id(), cron, next.orElse(null));
            }
            return before;
        });
    }

    /** Who may order what such a schedule orders. */
    Role role(String type) {
        return queue.role(type);
    }

    /** @throws ProblemException not_found (404) or validation_failed (422) */
    Schedule replace(UUID id, ScheduleRequest wanted) {
        database.inTransaction(connection -> {
            var before = rows.lock(connection, id).orElseThrow(Schedules::notFound);
            if (rows.isNameTaken(connection, wanted.name(), id)) {
                throw nameTaken();
            }
            var after = schedule(connection, id, wanted, before.builtIn(), before.owner());
            if (!before.builtIn()) {
                queue.check(after.task());
            } else if (!after.type().equals(before.type())) {
                throw new ProblemException(ProblemType.CONFLICT).with("reason", "built_in");
            }
            rows.update(connection, after);
            return after;
        });
        return get(id);
    }

    /** @throws ProblemException not_found (404), or conflict (409) where it is the product's own */
    void delete(UUID id) {
        database.inTransaction(connection -> {
            if (rows.lock(connection, id).orElseThrow(Schedules::notFound).builtIn()) {
                throw new ProblemException(ProblemType.CONFLICT).with("reason", "built_in");
            }
            rows.delete(connection, id);
            return null;
        });
    }

    /** Submits its task now, whatever the time and whether it is on. */
    UUID run(UUID id) {
        var schedule = get(id);
        var task = database.inTransaction(connection -> {
            var now = ScheduleRepository.now(connection);
            var submitted = queue.submit(connection, schedule.task());
            rows.record(connection, id, now, "manual", "submitted", submitted.id());
            return submitted.id();
        });
        wake(schedule);
        return task;
    }

    private static Schedule schedule(
            Connection connection, UUID id, ScheduleRequest wanted, boolean builtIn, String owner) throws SQLException {
        var now = ScheduleRepository.now(connection);
        var cron = Cron.of(wanted.cron(), Cron.zone(wanted.zoneOrUtc()));
        return new Schedule(
                id,
                wanted.name().strip(),
                wanted.cron().strip(),
                wanted.zoneOrUtc(),
                wanted.type(),
                wanted.queueOrNull(),
                wanted.json(),
                wanted.isEnabled(),
                wanted.overlapOrSkip(),
                wanted.misfireOrOnce(),
                builtIn,
                owner,
                wanted.isEnabled() ? cron.next(now).orElse(null) : null,
                now,
                now);
    }

    /** Fires whatever is due; returns how many tasks that were. */
    int fireDue() {
        var fired = 0;
        for (var id : database.inTransaction(connection -> rows.due(connection, MOST_AT_ONCE))) {
            fired += fire(id) ? 1 : 0;
        }
        return fired;
    }

    private boolean fire(UUID id) {
        try {
            var fired = database.inTransaction(connection -> {
                var due = rows.lockDue(connection, id);
                return due.isPresent() && fire(connection, due.get()) ? due : Optional.<Schedule>empty();
            });
            fired.ifPresent(this::wake);
            return fired.isPresent();
        } catch (ProblemException refused) {
            if (refused.type() == ProblemType.DATABASE_UNAVAILABLE || refused.type() == ProblemType.DISK_FULL) {
                throw refused;
            }
            LOG.log(Level.WARNING, "schedule.refused id=" + id, refused);
            passBy(id, "refused");
            return false;
        }
    }

    private boolean fire(Connection connection, Schedule schedule) throws SQLException {
        var now = ScheduleRepository.now(connection);
        var tick = schedule.nextAt();
        if (tick.plus(LATE).isBefore(now) && schedule.misfire() == Misfire.SKIP) {
            return pass(connection, schedule, now, "missed");
        }
        if (schedule.overlap() != Overlap.PARALLEL && rows.isRunning(connection, schedule.id())) {
            // one that is to wait stays due, and is looked at again
            return schedule.overlap() != Overlap.QUEUE && pass(connection, schedule, now, "skipped_overlap");
        }
        if (!rows.record(connection, schedule.id(), tick, "tick", "submitted", null)) {
            return pass(connection, schedule, now, "submitted");
        }
        var submitted = queue.submit(connection, schedule.task());
        rows.submitted(connection, schedule.id(), tick, "tick", submitted.id());
        moveOn(connection, schedule, now);
        LOG.log(Level.FINE, "schedule.fired id={0} tick={1}", new Object[] {schedule.id(), tick});
        return true;
    }

    private boolean pass(Connection connection, Schedule schedule, Instant now, String outcome) throws SQLException {
        rows.record(connection, schedule.id(), schedule.nextAt(), "tick", outcome, null);
        moveOn(connection, schedule, now);
        return false;
    }

    private void passBy(UUID id, String outcome) {
        database.inTransaction(connection -> {
            var due = rows.lockDue(connection, id);
            return due.isPresent() && pass(connection, due.get(), ScheduleRepository.now(connection), outcome);
        });
    }

    /** What was missed is made up for by the tick that was just fired. */
    private void moveOn(Connection connection, Schedule schedule, Instant now) throws SQLException {
        var after = schedule.nextAt().plus(LATE).isBefore(now) ? now : schedule.nextAt();
        rows.next(connection, schedule.id(), schedule.parsed().next(after).orElse(null));
        rows.forget(connection, schedule.id(), RUNS_KEPT);
    }

    private void wake(Schedule schedule) {
        queue.wake(schedule.task());
    }

    static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND).with("what", "schedule");
    }

    private static ProblemException nameTaken() {
        var problem = new ProblemException(ProblemType.VALIDATION_FAILED);
        return problem.field("name", "taken", Map.of());
    }
}
