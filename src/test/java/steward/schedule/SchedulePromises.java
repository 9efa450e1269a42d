package steward.schedule;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.task.TaskQueue;
import steward.task.TaskRoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What schedules promise, on whichever database. */
abstract class SchedulePromises {
    /** An instance lives for this many transactions; then it dies in the next. */
    private static final int KILLED_AT = 40;

    private Schedules schedules;

    abstract Database database();

    /** What {@link #database} is on. */
    abstract DataSource source();

    private Schedules instance() {
        return instance(database());
    }

    private static Schedules instance(Database database) {
        TaskQueue queue = TaskRoom.queue(database, "test.count");
        return new Schedules(database, new ScheduleRepository(database), queue, new Ids(java.time.Clock.systemUTC()));
    }

    /** An instance that is killed when it is about to commit for this many-th time. */
    private Schedules killedAtCommit(int number) {
        var commits = new AtomicInteger();
        var dying = proxy(
                DataSource.class,
                source(),
                (name, result) -> name.equals("getConnection")
                        ? proxy(Connection.class, (Connection) result, (call, nothing) -> nothing, call -> {
                            if (call.equals("commit") && commits.incrementAndGet() >= number) {
                                throw new SQLException("killed", "08006");
                            }
                        })
                        : result);
        return instance(new Database(dying, database().isEmbedded()));
    }

    private interface Before {
        void call(String name) throws SQLException;
    }

    private interface After {
        Object result(String name, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return proxy(type, target, after, name -> {});
    }

    private static <T> T proxy(Class<T> type, T target, After after, Before before) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    before.call(method.getName());
                    try {
                        return after.result(method.getName(), method.invoke(target, arguments));
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }

    @BeforeEach
    void empty() {
        change("delete from schedule_run");
        change("delete from schedule");
        change("delete from task");
        schedules = instance();
    }

    private int change(String sql, Object... values) {
        return database().inTransaction(connection -> Database.update(connection, sql, values));
    }

    private long tasks() {
        return database()
                .inTransaction(
                        connection -> Database.first(connection, "select count(*) from task", row -> row.getLong(1)))
                .orElseThrow();
    }

    private static ScheduleRequest every(String name, String overlap, String misfire) {
        return new ScheduleRequest(
                name, "0 3 * * *", "Asia/Shanghai", "test.count", null, null, true, overlap, misfire);
    }

    private UUID due(Duration since, String overlap, String misfire) {
        var id = schedules.add(every("日报", overlap, misfire), "key:test").id();
        makeDue(id, since);
        return id;
    }

    private void makeDue(UUID id, Duration since) {
        makeDue(id, now().minus(since));
    }

    private void makeDue(UUID id, Instant tick) {
        change("update schedule set next_at = cast(? as timestamp with time zone) where id = ?", tick, id);
    }

    private Instant now() {
        return database().inTransaction(ScheduleRepository::now);
    }

    private List<String> outcomes(UUID id) {
        return schedules.runs(id).stream()
                .map(ScheduleRepository.TickRecord::outcome)
                .toList();
    }

    @Test
    void aTickIsSubmittedOnceWhateverTheNumberOfInstances() throws Exception {
        var ids = IntStream.range(0, 10)
                .mapToObj(number -> schedules
                        .add(every("s" + number, null, null), "key:test")
                        .id())
                .toList();
        ids.forEach(id -> makeDue(id, Duration.ofSeconds(1)));
        var threads = Executors.newFixedThreadPool(3);
        try {
            var instances = IntStream.range(0, 3)
                    .<Callable<Integer>>mapToObj(number -> instance()::fireDue)
                    .toList();
            var fired = 0;
            for (var each : threads.invokeAll(instances)) {
                fired += each.get();
            }
            assertThat(fired).isEqualTo(10);
        } finally {
            threads.shutdownNow();
        }
        assertThat(tasks()).isEqualTo(10);
        assertThat(ids).allSatisfy(id -> assertThat(outcomes(id)).containsExactly("submitted"));
    }

    @Test
    void ofTwentySchedulesAndThreeInstancesThatAreKilledInTurnEachTickIsSubmittedOnce() throws Exception {
        var since = Duration.ofSeconds(30);
        var ids = IntStream.range(0, 20)
                .mapToObj(number ->
                        schedules.add(everySecond("s" + number), "key:test").id())
                .toList();
        var first = now().minus(since).truncatedTo(ChronoUnit.SECONDS);
        ids.forEach(id -> makeDue(id, first));
        var killed = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(3);
        try {
            var instances = IntStream.range(0, 3)
                    .<Callable<Integer>>mapToObj(number -> () -> untilNothingIsDueSince(first.plus(since), killed))
                    .toList();
            for (var each : threads.invokeAll(instances)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(killed).hasValueGreaterThanOrEqualTo(3);
        var ticks = 0L;
        for (var id : ids) {
            var times = database()
                    .inTransaction(connection -> Database.rows(
                            connection,
                            "select tick_at from schedule_run where schedule_id = ? and task_id is not null order by tick_at",
                            row -> Database.instant(row, "tick_at"),
                            id));
            assertThat(times).hasSizeGreaterThanOrEqualTo(30);
            for (var number = 0; number < times.size(); number++) {
                assertThat(times.get(number)).isEqualTo(first.plusSeconds(number));
            }
            ticks += times.size();
        }
        assertThat(tasks()).isEqualTo(ticks);
    }

    /** Fires like an instance's ticker; one that is killed has a successor. */
    private int untilNothingIsDueSince(Instant end, AtomicInteger killed) {
        var fired = 0;
        var instance = killedAtCommit(KILLED_AT);
        while (isDue(end)) {
            try {
                fired += instance.fireDue();
            } catch (ProblemException dead) {
                killed.incrementAndGet();
                instance = killedAtCommit(KILLED_AT);
            }
        }
        return fired;
    }

    private boolean isDue(Instant end) {
        return database()
                .inTransaction(connection -> Database.first(
                        connection,
                        "select id from schedule where next_at <= cast(? as timestamp with time zone) limit 1",
                        row -> row.getObject(1, UUID.class),
                        end))
                .isPresent();
    }

    private static ScheduleRequest everySecond(String name) {
        return new ScheduleRequest(
                name, "* * * * * *", "Asia/Shanghai", "test.count", null, null, true, "parallel", "run_once");
    }

    @Test
    void theNextTimeIsTheOneThatWasShown() {
        var id = due(Duration.ofSeconds(1), null, null);

        schedules.fireDue();

        var schedule = schedules.get(id);
        assertThat(schedule.nextAt()).isEqualTo(schedule.parsed().next(now()).orElseThrow());
    }

    @Test
    void whileTheTaskBeforeRunsATickIsLeftOut() {
        var id = due(Duration.ofSeconds(1), "skip", null);
        schedules.fireDue();
        makeDue(id, Duration.ofMillis(100));

        assertThat(schedules.fireDue()).isZero();
        assertThat(outcomes(id)).containsExactly("skipped_overlap", "submitted");
    }

    @Test
    void orWaits() {
        var id = due(Duration.ofSeconds(1), "queue", null);
        schedules.fireDue();
        makeDue(id, Duration.ofMillis(100));

        assertThat(schedules.fireDue()).isZero();
        change("update task set state = 'succeeded'");
        assertThat(schedules.fireDue()).isEqualTo(1);
        assertThat(outcomes(id)).containsExactly("submitted", "submitted");
    }

    @Test
    void orRunsBesideIt() {
        var id = due(Duration.ofSeconds(1), "parallel", null);
        schedules.fireDue();
        makeDue(id, Duration.ofMillis(100));

        assertThat(schedules.fireDue()).isEqualTo(1);
    }

    @Test
    void whatWasMissedIsMadeUpForOnce() {
        due(Duration.ofDays(3), null, "run_once");

        assertThat(schedules.fireDue()).isEqualTo(1);
        assertThat(schedules.fireDue()).isZero();
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void orLeftOut() {
        var id = due(Duration.ofDays(3), null, "skip");

        assertThat(schedules.fireDue()).isZero();
        assertThat(outcomes(id)).containsExactly("missed");
        assertThat(schedules.get(id).nextAt()).isAfter(now());
    }

    @Test
    void aScheduleThatIsOffIsNeverDue() {
        var id = schedules.add(every("aus", null, null), "key:test").id();
        schedules.replace(
                id, new ScheduleRequest("aus", "* * * * *", null, "test.count", null, null, false, null, null));

        assertThat(schedules.get(id).nextAt()).isNull();
        assertThat(schedules.fireDue()).isZero();
        assertThat(schedules.run(id)).isNotNull();
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void aNameIsTakenOnceAndATypeMustBeKnown() {
        schedules.add(every("日报", null, null), "key:test");

        assertThatThrownBy(() -> schedules.add(every("日报", null, null), "key:test"))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> schedules.add(
                        new ScheduleRequest("x", "* * * * *", null, "no.such", null, null, true, null, null),
                        "key:test"))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void ofManyTicksTheLatestAreRemembered() {
        var id = due(Duration.ofSeconds(1), null, null);
        var running = UUID.randomUUID();
        tick(id, Duration.ofDays(90), running);
        IntStream.range(0, Schedules.RUNS_KEPT + 50).forEach(number -> tick(id, Duration.ofHours(number + 1), null));
        change(
                "insert into task (id, type, queue, state, owner, priority, payload, created_at, run_at, attempt, failures,"
                        + " losses, max_retries, timeout_s, fence, cancel_requested) values (?, 'x', 'standard_tasks',"
                        + " 'running', 'key:test', 5, '{}', current_timestamp, current_timestamp, 1, 0, 0, 0, 60, 1, false)",
                running);

        // left out, because the oldest of all has not ended; that one must not be forgotten either
        assertThat(schedules.fireDue()).isZero();
        makeDue(id, Duration.ofSeconds(1));
        assertThat(schedules.fireDue()).isZero();
        assertThat(ticks()).isEqualTo(Schedules.RUNS_KEPT + 1L);

        change("update task set state = 'succeeded'");
        makeDue(id, Duration.ofMillis(500));
        assertThat(schedules.fireDue()).isEqualTo(1);
        assertThat(ticks()).isEqualTo(Schedules.RUNS_KEPT);
        assertThat(outcomes(id).subList(0, 3)).containsExactly("submitted", "skipped_overlap", "skipped_overlap");
    }

    private void tick(UUID schedule, Duration ago, UUID task) {
        change(
                "insert into schedule_run (schedule_id, tick_at, kind, outcome, task_id, created_at) values (?, ?, 'tick',"
                        + " 'submitted', cast(? as uuid), current_timestamp)",
                schedule,
                now().minus(ago),
                task);
    }

    private long ticks() {
        return database()
                .inTransaction(connection ->
                        Database.first(connection, "select count(*) from schedule_run", row -> row.getLong(1)))
                .orElseThrow();
    }

    @Test
    void theBackupIsOffUntilASettingTurnsItOn() {
        BuiltInSchedules.all().forEach(schedules::addBuiltIn);
        assertThat(backup().nextAt()).isNull();

        schedules.turnOnBuiltIn("backup", "0 4 * * *");

        assertThat(backup().enabled()).isTrue();
        assertThat(backup().cron()).isEqualTo("0 4 * * *");
        assertThat(backup().nextAt()).isEqualTo(backup().parsed().next(now()).orElseThrow());
        var before = backup().updatedAt();
        schedules.turnOnBuiltIn("backup", "0 4 * * *");
        assertThat(backup().updatedAt()).isEqualTo(before);
    }

    @Test
    void aScheduleOfSomebodysOwnIsLeftAloneWhateverItsName() {
        var own = new ScheduleRequest("backup", "0 3 * * *", null, "test.count", null, null, false, null, null);
        schedules.add(own, "key:test");

        BuiltInSchedules.all().forEach(schedules::addBuiltIn);
        schedules.turnOnBuiltIn("backup", "0 4 * * *");

        assertThat(backup().cron()).isEqualTo("0 3 * * *");
        assertThat(backup().enabled()).isFalse();
    }

    @Test
    void otherRoomsLearnWhenATypeIsSubmittedNextByTheSchedulesThatAreOn() {
        var times = new ScheduledTimes(schedules);
        var moment = Instant.parse("2026-11-21T12:00:00Z");
        BuiltInSchedules.all().forEach(schedules::addBuiltIn);
        assertThat(times.after("backup", moment)).isEmpty();

        schedules.turnOnBuiltIn("backup", "0 4 * * *");

        assertThat(times.after("backup", moment)).containsExactly(Instant.parse("2026-11-22T04:00:00Z"));
        assertThat(times.after("test.count", moment)).isEmpty();
    }

    private Schedule backup() {
        return schedules.all().stream()
                .filter(schedule -> schedule.name().equals("backup"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatCameWithTheProductStays() {
        BuiltInSchedules.all().forEach(schedules::addBuiltIn);
        BuiltInSchedules.all().forEach(schedules::addBuiltIn);

        var purge = schedules.all().get(0);
        assertThat(schedules.all()).hasSameSizeAs(BuiltInSchedules.all());
        assertThatThrownBy(() -> schedules.delete(purge.id())).isInstanceOf(ProblemException.class);
    }
}
