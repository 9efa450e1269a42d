package steward.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.task.QueueName;

/** The rows of schedules and of their ticks. Every method takes part in the transaction it is given. */
@ApplicationScoped
class ScheduleRepository {
    private static final String ROW = "select id, name, cron, zone, type, queue, payload, enabled, overlap, misfire,"
            + " built_in, owner, next_at, created_at, updated_at from schedule";

    private boolean embedded;

    ScheduleRepository() {} // for the CDI proxy

    @Inject
    ScheduleRepository(Database database) {
        embedded = database.isEmbedded();
    }

    /** The database's clock, which all instances share. */
    static Instant now(Connection connection) throws SQLException {
        return Database.first(
                        connection,
                        "select current_timestamp",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant())
                .orElseThrow();
    }

    List<Schedule> all(Connection connection) throws SQLException {
        return Database.rows(connection, ROW + " order by name", ScheduleRepository::schedule);
    }

    Optional<Schedule> find(Connection connection, UUID id) throws SQLException {
        return Database.first(connection, ROW + " where id = ?", ScheduleRepository::schedule, id);
    }

    Optional<Schedule> find(Connection connection, String name) throws SQLException {
        return Database.first(connection, ROW + " where name = ?", ScheduleRepository::schedule, name);
    }

    /** As {@link #find}; nobody else fires or changes it before the end of the transaction. */
    Optional<Schedule> lock(Connection connection, UUID id) throws SQLException {
        return Database.first(connection, ROW + " where id = ? for update", ScheduleRepository::schedule, id);
    }

    List<UUID> due(Connection connection, int most) throws SQLException {
        return Database.rows(
                connection,
                "select id from schedule where next_at <= current_timestamp order by next_at limit ?",
                row -> row.getObject("id", UUID.class),
                most);
    }

    /** The schedule, if it is due and no other instance is at it. */
    Optional<Schedule> lockDue(Connection connection, UUID id) throws SQLException {
        return Database.first(
                connection,
                ROW + " where id = ? and next_at <= current_timestamp for update" + (embedded ? "" : " skip locked"),
                ScheduleRepository::schedule,
                id);
    }

    /** False where the name is taken. */
    boolean insert(Connection connection, Schedule schedule) throws SQLException {
        return Database.update(
                        connection,
                        "insert into schedule (id, name, cron, zone, type, queue, payload, enabled, overlap, misfire,"
                                + " built_in, owner, next_at, created_at, updated_at, version) values (?, ?, ?, ?, ?, ?,"
                                + " ?, ?, ?, ?, ?, ?, cast(? as timestamp with time zone), current_timestamp,"
                                + " current_timestamp, 1) on conflict do nothing",
                        schedule.id(),
                        schedule.name(),
                        schedule.cron(),
                        schedule.zone(),
                        schedule.type(),
                        label(schedule.queue()),
                        schedule.payload().toString(),
                        schedule.enabled(),
                        schedule.overlap().label(),
                        schedule.misfire().label(),
                        schedule.builtIn(),
                        schedule.owner(),
                        schedule.nextAt())
                == 1;
    }

    void update(Connection connection, Schedule schedule) throws SQLException {
        Database.update(
                connection,
                "update schedule set name = ?, cron = ?, zone = ?, type = ?, queue = ?, payload = ?, enabled = ?, overlap = ?,"
                        + " misfire = ?, next_at = cast(? as timestamp with time zone), updated_at = current_timestamp,"
                        + " version = version + 1 where id = ?",
                schedule.name(),
                schedule.cron(),
                schedule.zone(),
                schedule.type(),
                label(schedule.queue()),
                schedule.payload().toString(),
                schedule.enabled(),
                schedule.overlap().label(),
                schedule.misfire().label(),
                schedule.nextAt(),
                schedule.id());
    }

    void turnOn(Connection connection, UUID id, String cron, Instant nextAt) throws SQLException {
        Database.update(
                connection,
                "update schedule set cron = ?, enabled = true, next_at = cast(? as timestamp with time zone),"
                        + " updated_at = current_timestamp, version = version + 1 where id = ?",
                cron,
                nextAt,
                id);
    }

    boolean isNameTaken(Connection connection, String name, UUID byAnotherThan) throws SQLException {
        return Database.first(
                        connection,
                        "select id from schedule where name = ?",
                        row -> row.getObject("id", UUID.class),
                        name)
                .filter(id -> !id.equals(byAnotherThan))
                .isPresent();
    }

    void delete(Connection connection, UUID id) throws SQLException {
        Database.update(connection, "delete from schedule where id = ?", id);
    }

    void next(Connection connection, UUID id, Instant nextAt) throws SQLException {
        Database.update(
                connection,
                "update schedule set next_at = cast(? as timestamp with time zone) where id = ?",
                nextAt,
                id);
    }

    /**
     * What became of a tick.
     *
     * @param kind {@code tick}, or {@code manual} where somebody asked for it
     * @param outcome {@code submitted}, {@code skipped_overlap}, {@code missed} or {@code refused}
     * @param taskId null where there is none
     * @param status the task's, null where there is none or it is gone
     */
    record TickRecord(Instant tickAt, String kind, String outcome, UUID taskId, String status, Instant createdAt) {}

    /** False where this tick is recorded already. */
    boolean record(Connection connection, UUID schedule, Instant tick, String kind, String outcome, UUID task)
            throws SQLException {
        return Database.update(
                        connection,
                        "insert into schedule_run (schedule_id, tick_at, kind, outcome, task_id, created_at)"
                                + " values (?, ?, ?, ?, cast(? as uuid), current_timestamp) on conflict do nothing",
                        schedule,
                        tick,
                        kind,
                        outcome,
                        task)
                == 1;
    }

    void submitted(Connection connection, UUID schedule, Instant tick, String kind, UUID task) throws SQLException {
        Database.update(
                connection,
                "update schedule_run set task_id = ?, outcome = 'submitted' where schedule_id = ? and tick_at = ?"
                        + " and kind = ?",
                task,
                schedule,
                tick,
                kind);
    }

    /**
     * Forgets what is older than the latest {@code kept} ticks: every tick looks through them. One whose task has not ended
     * stays, or the next tick would take the schedule for idle.
     */
    int forget(Connection connection, UUID schedule, int kept) throws SQLException {
        return Database.update(
                connection,
                "delete from schedule_run where schedule_id = ? and tick_at < (select min(tick_at) from (select tick_at"
                        + " from schedule_run where schedule_id = ? order by schedule_id, tick_at desc limit ?) latest)"
                        + " and not exists (select 1 from task t where t.id = schedule_run.task_id and t.state in"
                        + " ('queued', 'delayed', 'running'))",
                schedule,
                schedule,
                kept);
    }

    /** The latest first. */
    List<TickRecord> runs(Connection connection, UUID schedule, int most) throws SQLException {
        return Database.rows(
                connection,
                "select r.tick_at, r.kind, r.outcome, r.task_id, t.state, r.created_at from schedule_run r"
                        + " left join task t on t.id = r.task_id where r.schedule_id = ?"
                        + " order by r.tick_at desc limit ?",
                row -> new TickRecord(
                        Database.instant(row, "tick_at"),
                        row.getString("kind"),
                        row.getString("outcome"),
                        row.getObject("task_id", UUID.class),
                        row.getString("state"),
                        Database.instant(row, "created_at")),
                schedule,
                most);
    }

    /** Whether a task that this schedule submitted has not ended. */
    boolean isRunning(Connection connection, UUID schedule) throws SQLException {
        return Database.first(
                        connection,
                        "select t.id from schedule_run r join task t on t.id = r.task_id where r.schedule_id = ?"
                                + " and t.state in ('queued', 'delayed', 'running') limit 1",
                        row -> row.getObject("id", UUID.class),
                        schedule)
                .isPresent();
    }

    private static String label(QueueName queue) {
        return queue == null ? null : queue.label();
    }

    private static Schedule schedule(ResultSet row) throws SQLException {
        return new Schedule(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("cron"),
                row.getString("zone"),
                row.getString("type"),
                QueueName.labelled(row.getString("queue")).orElse(null),
                Json.tree(row.getString("payload").getBytes(StandardCharsets.UTF_8)),
                row.getBoolean("enabled"),
                Overlap.valueOf(row.getString("overlap").toUpperCase(Locale.ROOT)),
                Misfire.valueOf(row.getString("misfire").toUpperCase(Locale.ROOT)),
                row.getBoolean("built_in"),
                row.getString("owner"),
                Database.instant(row, "next_at"),
                Database.instant(row, "created_at"),
                Database.instant(row, "updated_at"));
    }
}
