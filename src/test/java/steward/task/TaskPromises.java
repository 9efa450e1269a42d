package steward.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static steward.task.TaskHouse.OWNER;

/** What tasks promise, on whichever database. */
abstract class TaskPromises {
    private final List<TaskHouse> houses = new ArrayList<>();
    private final TestSignals signals = new TestSignals();
    private final AtomicInteger runs = new AtomicInteger();

    abstract Database database();

    @BeforeEach
    void empty() {
        database().inTransaction(connection -> {
            for (var table : List.of("task_attempt", "task_log", "task_request", "task_worker", "task")) {
                Database.update(connection, "delete from " + table);
            }
            return Database.update(connection, "update task_queue set paused = false");
        });
    }

    @AfterEach
    void leave() {
        houses.forEach(TaskHouse::close);
    }

    private TaskHouse house(TaskHandler... handlers) {
        return house(TaskHouse.config("server-" + (houses.size() + 1)), handlers);
    }

    private TaskHouse house(TaskConfig config, TaskHandler... handlers) {
        var house = new TaskHouse(database(), signals, config, List.of(handlers));
        houses.add(house);
        return house;
    }

    private TestHandler counting() {
        return new TestHandler("test.count", task -> runs.incrementAndGet());
    }

    @Test
    void aTaskRunsAndItsResultIsKept() {
        var house = house(new TestHandler(
                        "test.echo", task -> Map.of("回答", task.payload().path("问"))))
                .working();

        var id = house.queue
                .submit(NewTask.of("test.echo", OWNER, Map.of("问", "年假？")))
                .id();

        var task = house.ended(id);
        assertThat(task.status()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.result().toString()).isEqualTo("{\"回答\":\"年假？\"}");
        assertThat(task.attempts())
                .singleElement()
                .extracting(TaskInfo.Attempt::number)
                .isEqualTo(1);
        assertThat(task.expiresAt()).isAfter(task.finishedAt());
    }

    @Test
    void anotherCallersTaskIsNotThere() {
        var house = house(counting());
        var id = house.submit("test.count");

        assertThat(house.tasks.find(id, "key:other")).isEmpty();
        assertThat(house.tasks.page(
                        "key:other",
                        new TaskRepository.Filter(Optional.empty(), Optional.empty(), Optional.empty()),
                        10,
                        Optional.empty()))
                .isEmpty();
        assertThatThrownBy(() -> house.commands.cancel(id, "key:other")).isInstanceOf(ProblemException.class);
    }

    @Test
    void ofATransactionThatIsRolledBackNothingRuns() {
        var house = house(counting()).working();

        database().inTransaction(connection -> {
            house.queue.submit(connection, NewTask.of("test.count", OWNER, null));
            connection.rollback();
            return null;
        });
        house.ended(house.submit("test.count"));

        assertThat(house.count("select count(*) from task")).contains(1L);
        assertThat(runs).hasValue(1);
    }

    @Test
    void ofATransactionThatCommitsTheTaskRuns() {
        var house = house(counting()).working();

        var id = database()
                .inTransaction(connection -> house.queue.submit(connection, NewTask.of("test.count", OWNER, null)))
                .id();

        assertThat(house.ended(id).status()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void aFailedRunIsRepeatedAndItsErrorIsKeptNewestFirst() {
        var house = house(new TestHandler("test.flaky", task -> {
                    if (task.attempt() < 3) {
                        throw new TaskFailure("so_" + task.attempt(), "第 " + task.attempt() + " 次", false);
                    }
                    return "done";
                }))
                .working();

        var task = house.ended(house.submit("test.flaky"));

        assertThat(task.status()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.attempts())
                .extracting(TaskInfo.Attempt::outcome)
                .containsExactly("succeeded", "failed", "failed");
        assertThat(task.attempts().get(1).error()).isEqualTo(new TaskInfo.Failure("so_2", "第 2 次"));
    }

    @Test
    void afterItsRetriesATaskIsDeadAndCanBeReplayed() {
        var healed = new AtomicInteger();
        var house = house(new TestHandler("test.fail", task -> {
                    if (healed.get() == 0) {
                        throw new IllegalStateException("internal detail");
                    }
                    return "healed";
                }))
                .working();
        var id = house.queue
                .submit(NewTask.of("test.fail", OWNER, null).retried(1))
                .id();

        var dead = house.ended(id);
        assertThat(dead.status()).isEqualTo(TaskState.DEAD);
        assertThat(dead.attempts()).hasSize(2);
        assertThat(dead.error()).isEqualTo(new TaskInfo.Failure("failed", "IllegalStateException"));

        healed.set(1);
        var all = new TaskCommands.DeadFilter(Optional.empty(), Optional.empty(), Optional.of("failed"));
        assertThat(house.commands.replay("key:other", all)).isZero();
        assertThat(house.commands.replay(OWNER, all)).isEqualTo(1);
        assertThat(house.in(id, TaskState.SUCCEEDED).attempts()).hasSize(3);
    }

    @Test
    void whatAnotherRunCannotHelpIsDeadAtOnce() {
        var house = house(
                        new TestHandler("test.no", task -> {
                            throw new TaskFailure("file_encrypted", "文件已加密", true);
                        }),
                        new TestHandler("test.bad", task -> {
                            throw ProblemException.badInput("payload", "type");
                        }))
                .working();

        assertThat(house.ended(house.submit("test.no")).attempts()).hasSize(1);
        assertThat(house.ended(house.submit("test.bad")).error().code()).isEqualTo("invalid_request");
    }

    @Test
    void whatIsAwayIsWaitedForWithoutSpendingAnAttempt() {
        var house = house(new TestHandler("test.away", task -> {
                    if (runs.incrementAndGet() < 3) {
                        throw new TaskPostponed(Duration.ofMillis(1), "model_unavailable");
                    }
                    return task.attempt();
                }))
                .working();

        var task = house.ended(house.queue
                .submit(NewTask.of("test.away", OWNER, null).retried(0))
                .id());

        assertThat(task.status()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.result().asInt()).isEqualTo(1);
    }

    @Test
    void whatAVanishedInstanceWasWorkingOnRunsAgain() {
        var house = house(counting());
        var id = house.submit("test.count");
        assertThat(house.leases.claim(QueueName.STANDARD_TASKS, 10, "gone")).hasSize(1);
        house.change("update task set wake_at = current_timestamp - interval '1' second where id = ?", id);

        house.working();

        var task = house.ended(id);
        assertThat(task.status()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.attempts()).extracting(TaskInfo.Attempt::outcome).containsExactly("succeeded", "lost");
        assertThat(task.attempts()).extracting(TaskInfo.Attempt::worker).containsExactly("server-1", "gone");
        assertThat(task.failures()).isZero();
    }

    @Test
    void whatALateRunSaysIsNotRecorded() {
        var house = house(counting());
        var id = house.submit("test.count");
        var late = house.leases.claim(QueueName.STANDARD_TASKS, 1, "late").get(0);
        house.change("update task set wake_at = current_timestamp - interval '1' second where id = ?", id);
        house.outcomes.takeBack();
        var second = house.leases.claim(QueueName.STANDARD_TASKS, 1, "second").get(0);

        assertThat(house.leases.renew(List.of(late)).lost()).containsExactly(id);
        assertThat(house.outcomes.record(List.of(ended(late, "late", "\"late\""))))
                .isEmpty();
        assertThat(house.outcomes.record(List.of(ended(second, "second", "\"second\""))))
                .hasSize(1);
        assertThat(house.task(id).result().asText()).isEqualTo("second");
    }

    @Test
    void whatIsTakenBackGoesBeforeWhatCameLater() {
        var house = house(counting());
        var first = house.submit("test.count");
        house.leases.claim(QueueName.STANDARD_TASKS, 1, "gone");
        house.submit("test.count");
        house.change("update task set wake_at = current_timestamp - interval '1' second where id = ?", first);

        house.outcomes.takeBack();

        assertThat(house.leases.claim(QueueName.STANDARD_TASKS, 1, "next"))
                .extracting(Claimed::id)
                .containsExactly(first);
    }

    private static Outcomes.Ended ended(Claimed task, String worker, String result) {
        return new Outcomes.Ended(task, worker, Outcome.succeeded(result));
    }

    @Test
    void whatEndsInstancesIsDeadAfterAFewOfThem() {
        var house = house(counting());
        var id = house.submit("test.count");
        for (var i = 0; i <= house.config.mostLosses(); i++) {
            house.change("update task set state = 'queued' where id = ?", id);
            house.leases.claim(QueueName.STANDARD_TASKS, 1, "victim-" + i);
            house.change("update task set wake_at = current_timestamp - interval '1' second where id = ?", id);
            house.outcomes.takeBack();
        }

        assertThat(house.task(id).status()).isEqualTo(TaskState.DEAD);
        assertThat(house.task(id).error().code()).isEqualTo("worker_lost");
    }

    @Test
    void whatIsWrittenByTheTasksOwnConnectionHappensWithItsEndOrNotAtAll() {
        var committed = new ConcurrentLinkedQueue<Integer>();
        var house = house(new TestHandler("test.effect", task -> {
                    try (var insert = task.connection().prepareStatement("insert into task_log values (?, ?, ?, ?)")) {
                        Database.set(insert, task.id(), (long) task.attempt(), Instant.EPOCH, "effect");
                        insert.executeUpdate();
                    }
                    task.onCommitted(() -> committed.add(task.attempt()));
                    task.onCommitted(() -> {
                        throw new IllegalStateException("too late to be anybody's failure");
                    });
                    if (task.attempt() == 1) {
                        throw new TaskFailure("after_the_effect", null, false);
                    }
                    return null;
                }))
                .working();

        var task = house.ended(house.submit("test.effect"));

        assertThat(task.status()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.log()).hasSize(1);
        Awaitility.await().untilAsserted(() -> assertThat(committed).containsExactly(2));
    }

    @Test
    void theEffectOfALateRunIsTakenBack() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var committed = new ConcurrentLinkedQueue<UUID>();
        var house = house(new TestHandler("test.late", task -> {
                    task.onCommitted(() -> committed.add(task.id()));
                    try (var insert = task.connection().prepareStatement("insert into task_log values (?, ?, ?, ?)")) {
                        Database.set(insert, task.id(), 1L, Instant.EPOCH, "effect");
                        begun.countDown();
                        goOn.await(10, TimeUnit.SECONDS);
                        insert.executeUpdate();
                    }
                    return null;
                }))
                .working();
        var id = house.submit("test.late");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        house.change("update task set fence = fence + 1, state = 'cancelled' where id = ?", id);
        goOn.countDown();

        Awaitility.await().until(() -> house.worker.held().isEmpty());
        assertThat(house.count("select count(*) from task_log where task_id = ?", id))
                .contains(0L);
        assertThat(committed).isEmpty();
    }

    @Test
    void theUrgentGoFirstAndEqualsInTheirOrder() {
        var order = new ConcurrentLinkedQueue<String>();
        var one = new TaskConfig(
                "one",
                Map.of(QueueName.STANDARD_TASKS, 1),
                false,
                Duration.ofDays(1),
                Duration.ofDays(1),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        var house = house(
                one,
                new TestHandler(
                        "test.note",
                        task -> order.add(task.payload().path("name").asText())));
        for (var name : List.of("a", "b")) {
            house.queue.submit(NewTask.of("test.note", OWNER, Map.of("name", name)));
        }
        house.queue.submit(
                NewTask.of("test.note", OWNER, Map.of("name", "urgent")).withPriority(9));
        house.queue.submit(
                NewTask.of("test.note", OWNER, Map.of("name", "later")).withPriority(0));

        house.working();

        Awaitility.await().until(() -> order.size() == 4);
        assertThat(order).containsExactly("urgent", "a", "b", "later");
    }

    private static CompletableFuture<String> someTime() {
        return new CompletableFuture<String>().completeOnTimeout("late", 20, TimeUnit.SECONDS);
    }

    /** Does not hear that its thread is interrupted. */
    private static TestHandler stuckUntil(CompletableFuture<String> release) {
        return new TestHandler("test.stuck", task -> release.join());
    }

    /** While the worker looks for work itself it has all idle threads for a moment, so that the first may wait. */
    private static TaskInfo runningFromItsAcceptance(TaskHouse house) {
        return Awaitility.await()
                .until(
                        () -> house.task(house.submit("test.stuck")),
                        task -> task.createdAt().equals(task.startedAt()));
    }

    @Test
    void aTaskForWhichAThreadIsIdleIsRunningFromItsAcceptance() {
        var release = someTime();
        var house = house(stuckUntil(release)).working();

        var task = runningFromItsAcceptance(house);

        assertThat(task.status()).isEqualTo(TaskState.RUNNING);
        assertThat(task.attempt()).isEqualTo(1);
        release.complete("done");
        assertThat(house.ended(task.id()).attempts())
                .extracting(TaskInfo.Attempt::worker)
                .containsExactly("server-1");
    }

    @Test
    void whatWasRunningFromItsAcceptanceOnAnInstanceThatVanishesRunsAgain() {
        var release = someTime();
        var gone = house(stuckUntil(release)).working();
        var id = runningFromItsAcceptance(gone).id();
        gone.vanish();
        gone.change("update task set wake_at = current_timestamp - interval '1' second where id = ?", id);

        var next = house(new TestHandler("test.stuck", task -> "second")).working();

        assertThat(next.ended(id).result().asText()).isEqualTo("second");
        assertThat(next.task(id).attempts())
                .extracting(TaskInfo.Attempt::outcome)
                .containsExactly("succeeded", "lost");
        release.complete("done");
    }

    @Test
    void threadsThatWereKeptForWhatWasNotAcceptedAreIdleAgain() {
        var release = someTime();
        var house = house(stuckUntil(release)).working();
        var slots = house.config.slots().get(QueueName.STANDARD_TASKS);
        var tooLong = NewTask.of("test.stuck", "x".repeat(101), null); // for its column
        for (var i = 0; i < slots; i++) {
            assertThatThrownBy(() -> house.queue.submit(tooLong)).isInstanceOf(IllegalStateException.class);
        }

        var tasks = house.queue.submit(Collections.nCopies(slots, NewTask.of("test.stuck", OWNER, null)));

        tasks.forEach(task -> house.in(task.id(), TaskState.RUNNING));
        release.complete("done");
    }

    @Test
    void whileThreadsAreBusyTheUrgentStillGoFirst() throws Exception {
        var begun = new CountDownLatch(8);
        var release = new CountDownLatch(1);
        var order = new ConcurrentLinkedQueue<String>();
        var house = house(
                        new TestHandler("test.stuck", task -> {
                            begun.countDown();
                            return release.await(20, TimeUnit.SECONDS);
                        }),
                        new TestHandler(
                                "test.note",
                                task -> order.add(task.payload().path("name").asText())))
                .working();
        house.queue.submit(Collections.nCopies(8, NewTask.of("test.stuck", OWNER, null)));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        house.queue.submit(
                NewTask.of("test.note", OWNER, Map.of("name", "later")).withPriority(0));
        house.queue.submit(
                NewTask.of("test.note", OWNER, Map.of("name", "urgent")).withPriority(9));

        assertThat(house.count("select count(*) from task where state = 'queued'"))
                .contains(2L);
        var first = house.leases.claim(QueueName.STANDARD_TASKS, 1, "next").get(0);
        assertThat(first.payload()).contains("urgent");
        release.countDown();
        Awaitility.await().until(() -> order.contains("later"));
    }

    @Test
    void ofTwoRunsUnderOneFenceTheFirstToEndIsRecorded() {
        var house = house(counting());
        var id = house.submit("test.count");
        var first = house.leases.claim(QueueName.STANDARD_TASKS, 1, "first").get(0);
        // as PostgreSQL has it after a failure right after the claim
        house.change(
                "update task set state = 'queued', fence = 0, attempt = 0, worker = null, started_at = null,"
                        + " wake_at = null where id = ?",
                id);
        var second = house.leases.claim(QueueName.STANDARD_TASKS, 1, "second").get(0);
        assertThat(second.fence()).isEqualTo(first.fence());

        assertThat(house.outcomes.record(List.of(ended(first, "first", "\"first\""))))
                .hasSize(1);
        assertThat(house.outcomes.record(List.of(ended(second, "second", "\"second\""))))
                .isEmpty();
        assertThat(house.task(id).result().asText()).isEqualTo("first");
    }

    @Test
    void aDelayedTaskRunsAtItsTimeAndSaysWhyItWaits() {
        var house = house(counting()).working();
        var id = house.queue
                .submit(NewTask.of("test.count", OWNER, null).after(Duration.ofMillis(500)))
                .id();

        var waiting = house.reasons
                .explained(house.task(id), java.util.Locale.CHINESE)
                .waiting();
        assertThat(waiting.reason()).isEqualTo("run_at");
        assertThat(waiting.text()).isEqualTo("要求稍后运行。");
        var task = house.ended(id);
        assertThat(task.startedAt()).isAfterOrEqualTo(task.createdAt().plusMillis(500));
    }

    @Test
    void aUniqueKeyIsTakenAsLongAsItsTaskLives() {
        var house = house(counting());
        var first = house.queue.submit(NewTask.of("test.count", OWNER, null).uniqueAs("import-1"));
        var second = house.queue.submit(NewTask.of("test.count", OWNER, null).uniqueAs("import-1"));
        var others =
                house.queue.submit(NewTask.of("test.count", "key:other", null).uniqueAs("import-1"));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.fresh()).isFalse();
        assertThat(others.fresh()).isTrue();

        house.working();
        house.ended(first.id());
        assertThat(house.queue
                        .submit(NewTask.of("test.count", OWNER, null).uniqueAs("import-1"))
                        .fresh())
                .isTrue();
    }

    @Test
    void aRequestWithOneKeyIsCarriedOutOnceHoweverOftenItComes() throws Exception {
        var instances = List.of(house(counting()), house(counting()).working(), house(counting()));
        var house = instances.get(0);
        var body = json("{\"type\":\"test.count\"}");
        var threads = Executors.newFixedThreadPool(10);
        try {
            var answers = threads.invokeAll(IntStream.range(0, 50)
                    .<java.util.concurrent.Callable<List<Submitted>>>mapToObj(number -> () -> instances
                            .get(number % 3)
                            .submissions
                            .once(
                                    OWNER,
                                    "order-1",
                                    body,
                                    List.of(house.acceptance.row(NewTask.of("test.count", OWNER, null)))))
                    .toList());
            var first = answers.get(0).get();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(first);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(house.count("select count(*) from task")).contains(1L);
    }

    @Test
    void aKeyUsedForAnotherRequestIsRefused() {
        var house = house(counting());
        var rows = List.of(house.acceptance.row(NewTask.of("test.count", OWNER, null)));
        house.submissions.once(OWNER, "order-1", json("{\"a\":1}"), rows);

        assertThatThrownBy(() -> house.submissions.once(OWNER, "order-1", json("{\"a\":2}"), rows))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.VALIDATION_FAILED));
    }

    private static JsonNode json(String text) {
        return Json.tree(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aWaitingTaskIsCancelledAtOnce() {
        var house = house(counting());
        var id = house.submit("test.count");

        house.commands.cancel(id, OWNER);

        house.working();
        assertThat(house.ended(house.submit("test.count")).status()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(house.task(id).status()).isEqualTo(TaskState.CANCELLED);
        assertThatThrownBy(() -> house.commands.cancel(id, OWNER))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.CONFLICT));
    }

    @Test
    void aRunningTaskIsAskedToStopAndKeepsWhatIsDone() throws Exception {
        var begun = new CountDownLatch(1);
        var house = house(new TestHandler("test.long", task -> {
                    var stop = new CountDownLatch(1);
                    task.onCancel(stop::countDown);
                    begun.countDown();
                    stop.await(20, TimeUnit.SECONDS);
                    return Map.of("done", 3);
                }))
                .working();
        var id = house.submit("test.long");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        house.commands.cancel(id, OWNER);

        var task = house.ended(id);
        assertThat(task.status()).isEqualTo(TaskState.CANCELLED);
        assertThat(task.result().path("done").asInt()).isEqualTo(3);
    }

    @Test
    void aRunThatTakesTooLongFails() {
        var house = house(new TestHandler("test.slow", task -> {
                    var stop = new CountDownLatch(1);
                    task.onCancel(stop::countDown);
                    stop.await(20, TimeUnit.SECONDS);
                    return null;
                }))
                .working();
        var task = new NewTask(
                "test.slow",
                OWNER,
                null,
                Optional.empty(),
                5,
                Optional.empty(),
                Optional.empty(),
                Optional.of(0),
                Optional.of(Duration.ofSeconds(1)),
                Optional.empty(),
                Optional.empty());

        var ended = house.ended(house.queue.submit(task).id());

        assertThat(ended.status()).isEqualTo(TaskState.DEAD);
        assertThat(ended.error().code()).isEqualTo("timed_out");
    }

    @Test
    void anInstanceThatStopsHandsBackWithoutSpendingAnAttempt() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var stopping = house(new TestHandler("test.stuck", task -> {
                    begun.countDown();
                    release.await(20, TimeUnit.SECONDS);
                    return "late";
                }))
                .working();
        var id = stopping.queue
                .submit(NewTask.of("test.stuck", OWNER, null).retried(0))
                .id();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        stopping.worker.stop();

        assertThat(stopping.task(id).status()).isEqualTo(TaskState.QUEUED);
        assertThat(stopping.task(id).attempt()).isZero();
        var next = house(new TestHandler("test.stuck", task -> "second")).working();
        assertThat(next.ended(id).result().asText()).isEqualTo("second");
        release.countDown();
        assertThat(next.task(id).attempts())
                .extracting(TaskInfo.Attempt::outcome)
                .containsExactly("succeeded", "handed_back");
    }

    @Test
    void aRunThatFailsAfterItWasCancelledIsNotRepeated() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var house = house(new TestHandler("test.deaf", task -> {
                    begun.countDown();
                    goOn.await(20, TimeUnit.SECONDS);
                    throw new TaskFailure("away", null, false);
                }))
                .working();
        var id = house.submit("test.deaf");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        house.commands.cancel(id, OWNER);
        goOn.countDown();

        assertThat(house.ended(id).status()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aTaskThatRunsAgainHasItsUniqueKeyAgain() {
        var house = house(counting());
        var once = NewTask.of("test.count", OWNER, null).uniqueAs("import-1");
        var first = house.queue.submit(once).id();
        house.commands.cancel(first, OWNER);

        house.commands.retry(first, OWNER);
        assertThat(house.queue.submit(once).id()).isEqualTo(first);

        house.commands.cancel(first, OWNER);
        var second = house.queue.submit(once).id();
        assertThatThrownBy(() -> house.commands.retry(first, OWNER))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.values()).containsEntry("reason", "unique_key_taken"));
        assertThat(house.task(first).status()).isEqualTo(TaskState.CANCELLED);
        assertThat(house.task(second).status()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void ofDeadTasksThoseThatAreAskedForRunAgain() {
        var house = house(counting(), new TestHandler("test.other", task -> null));
        var ids = List.of(
                dead(house, NewTask.of("test.count", OWNER, null), "file_scanned"),
                dead(house, NewTask.of("test.count", OWNER, null).on(QueueName.LUMINA_TASKS), "file_scanned"),
                dead(house, NewTask.of("test.other", OWNER, null), "failed"),
                dead(house, NewTask.of("test.count", "key:other", null), "file_scanned"));

        assertThat(replayed(house, "test.other", null, "file_scanned")).isZero();
        assertThat(replayed(house, null, QueueName.LUMINA_TASKS, null)).isEqualTo(1);
        assertThat(house.task(ids.get(1)).status()).isEqualTo(TaskState.QUEUED);
        assertThat(replayed(house, "test.count", null, "file_scanned")).isEqualTo(1);
        assertThat(house.task(ids.get(0)).status()).isEqualTo(TaskState.QUEUED);
        assertThat(house.task(ids.get(2)).status()).isEqualTo(TaskState.DEAD);
        assertThat(house.count("select count(*) from task where state = 'dead'"))
                .contains(2L);
    }

    private static int replayed(TaskHouse house, String type, QueueName queue, String errorCode) {
        return house.commands.replay(
                OWNER,
                new TaskCommands.DeadFilter(
                        Optional.ofNullable(type), Optional.ofNullable(queue), Optional.ofNullable(errorCode)));
    }

    private static UUID dead(TaskHouse house, NewTask task, String code) {
        var id = house.queue.submit(task).id();
        house.change("update task set state = 'dead', error_code = ? where id = ?", code, id);
        return id;
    }

    @Test
    void whereTheSubmitterIsSilentItsTypeDecides() {
        var house = house(new TestHandler("test.own", task -> null) {
            @Override
            public int retries() {
                return 2;
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(7);
            }

            @Override
            public QueueName queue() {
                return QueueName.LUMINA_TASKS;
            }
        });

        var task = house.task(house.submit("test.own"));

        assertThat(task.maxRetries()).isEqualTo(2);
        assertThat(task.timeoutS()).isEqualTo(7);
        assertThat(task.queue()).isEqualTo(QueueName.LUMINA_TASKS);
    }

    @Test
    void whatFailsBecauseTheInstanceStopsIsHandedBack() {
        var house = house(new TestHandler("test.drained", task -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new ProblemException(ProblemType.DRAINING);
                    }
                    return "done";
                }))
                .working();

        var task = house.ended(house.queue
                .submit(NewTask.of("test.drained", OWNER, null).retried(0))
                .id());

        assertThat(task.status()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.attempts()).extracting(TaskInfo.Attempt::outcome).containsExactly("succeeded", "handed_back");
    }

    @Test
    void aPausedQueueKeepsItsTasksAndSaysSo() {
        var house = house(counting()).working();
        house.commands.pause(QueueName.STANDARD_TASKS, true);
        var id = house.submit("test.count");
        house.ended(house.queue
                .submit(NewTask.of("test.count", OWNER, null).on(QueueName.LUMINA_TASKS))
                .id());

        var waiting = house.reasons.explained(house.task(id), java.util.Locale.ENGLISH);
        assertThat(waiting.status()).isEqualTo(TaskState.QUEUED);
        assertThat(waiting.waiting().reason()).isEqualTo("queue_paused");

        house.commands.pause(QueueName.STANDARD_TASKS, false);
        house.ended(id);
    }

    @Test
    void aPurgedQueueIsEmpty() {
        var house = house(counting());
        var id = house.submit("test.count");

        assertThat(house.commands.purge(QueueName.STANDARD_TASKS)).isEqualTo(1);
        assertThat(house.task(id).status()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void theQueuesAreCounted() {
        var house = house(counting());
        house.submit("test.count");
        house.queue.submit(NewTask.of("test.count", OWNER, null).after(Duration.ofHours(1)));
        house.leases.claim(QueueName.STANDARD_TASKS, 1, "one");
        house.submit("test.count");

        var standard = house.queues.all().get(0);

        assertThat(standard.name()).isEqualTo(QueueName.STANDARD_TASKS);
        assertThat(List.of(standard.queued(), standard.delayed(), standard.running()))
                .containsExactly(1L, 1L, 1L);
        assertThat(standard.workers()).isZero();
    }

    @Test
    void progressAndLinesOfTheLogAreSeenWhileItRuns() throws Exception {
        var goOn = new CountDownLatch(1);
        var house = house(new TestHandler("test.tell", task -> {
                    task.progress(3, 10, "第三份");
                    task.log("begun\u0000");
                    goOn.await(20, TimeUnit.SECONDS);
                    return null;
                }))
                .working();
        var id = house.submit("test.tell");

        Awaitility.await().until(() -> house.task(id).progress() != null);
        assertThat(house.task(id).progress()).isEqualTo(new TaskInfo.Progress(3, 10L, "第三份"));
        assertThat(house.task(id).log())
                .singleElement()
                .extracting(TaskInfo.LogLine::line)
                .isEqualTo("begun ");
        goOn.countDown();
        house.ended(id);
    }

    @Test
    void whoWaitsForTheEndHearsOfItAtOnce() throws Exception {
        var goOn = new CountDownLatch(1);
        var house = house(new TestHandler("test.wait", task -> goOn.await(20, TimeUnit.SECONDS)))
                .working();
        var id = house.submit("test.wait");
        var waiting = house.waits
                .ended(id, Duration.ofSeconds(20), () -> house.task(id))
                .toCompletableFuture();
        house.in(id, TaskState.RUNNING);

        goOn.countDown();

        assertThat(waiting.get(5, TimeUnit.SECONDS).status()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void ofManyTasksOnTwoInstancesEachIsRecordedOnce() {
        var one = house(counting()).working();
        house(counting()).working();
        for (var i = 0; i < 4; i++) {
            one.queue.submit(IntStream.range(0, 100)
                    .mapToObj(number -> NewTask.of("test.count", OWNER, Map.of("n", number)))
                    .toList());
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> one.count("select count(*) from task where state = 'succeeded'")
                                .orElse(0L)
                        == 400);
        assertThat(runs).hasValue(400);
    }

    @Test
    void anInstanceHearsOfATaskOfAnotherWithoutLookingForIt() {
        var submitting = house(counting());
        var neverLooks = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> scheduleWithFixedDelay(
                    Runnable command, long initialDelay, long delay, TimeUnit unit) {
                return super.scheduleWithFixedDelay(command, 1, 1, TimeUnit.DAYS);
            }
        };
        var working =
                new TaskHouse(database(), signals, TaskHouse.config("deaf"), List.of(counting()), neverLooks).working();
        houses.add(working);

        var id = submitting.submit("test.count");

        assertThat(submitting.ended(id).attempts())
                .extracting(TaskInfo.Attempt::worker)
                .containsExactly("deaf");
    }

    @Test
    void theEndOfATaskWithAnAddressIsToldByATaskOfItsOwn() {
        var house = house(counting()).working();
        var told = new NewTask(
                "test.count",
                OWNER,
                null,
                Optional.empty(),
                5,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("https://example.com/hook"));

        house.ended(house.queue.submit(told).id());

        assertThat(house.count("select count(*) from task where type = 'task.callback'"))
                .contains(1L);
    }

    @Test
    void whatIsOverIsForgottenInTwoSteps() {
        var house = house(counting());
        var id = house.submit("test.count");
        var claimed = house.leases.claim(QueueName.STANDARD_TASKS, 1, "one").get(0);
        house.outcomes.record(List.of(ended(claimed, "one", "\"x\"")));
        var purge = new PurgeTask(database(), house.config);
        var run = new Run(claimed, database(), java.time.Clock.systemUTC(), System::nanoTime);

        purge.run(run);
        assertThat(house.task(id).result().asText()).isEqualTo("x");
        house.change("update task set wake_at = current_timestamp - interval '1' second where id = ?", id);
        purge.run(run);
        assertThat(house.task(id).result()).isNull();
        assertThat(house.task(id).expired()).isTrue();
        house.change("update task set wake_at = current_timestamp - interval '2' day where id = ?", id);
        purge.run(run);
        assertThat(house.tasks.find(id, OWNER)).isEmpty();
    }

    @Test
    void whatIsOverIsForgottenAThousandAtATime() {
        var house = house(counting());
        var many = 2 * PurgeTask.AT_ONCE + 500;
        overNow(house, many);
        var purge = new PurgeTask(database(), house.config);

        // a run that is asked to stop ends after the transaction that it is in
        assertThat(purge.run(new FakeRun(null).stoppedAfter(0))).isEqualTo(forgotten(PurgeTask.AT_ONCE, 0));
        assertThat(house.count("select count(*) from task where result is null"))
                .contains((long) PurgeTask.AT_ONCE);
        assertThat(purge.run(new FakeRun(null))).isEqualTo(forgotten(many - PurgeTask.AT_ONCE, 0));
        assertThat(house.count("select count(*) from task where result is not null or payload <> '{}'"))
                .contains(0L);

        house.change("update task set wake_at = current_timestamp - interval '2' day");
        assertThat(purge.run(new FakeRun(null).stoppedAfter(0))).isEqualTo(forgotten(0, PurgeTask.AT_ONCE));
        assertThat(purge.run(new FakeRun(null))).isEqualTo(forgotten(0, many - PurgeTask.AT_ONCE));
        assertThat(house.count("select count(*) from task")).contains(0L);
    }

    @Test
    void whatExpiresAfterAPurgeIsForgottenByTheNext() {
        var house = house(counting());
        var purge = new PurgeTask(database(), house.config);
        overNow(house, 3);
        purge.run(new FakeRun(null));

        overNow(house, 2);

        assertThat(purge.run(new FakeRun(null))).isEqualTo(forgotten(2, 0));
    }

    @Test
    void whatSomebodyHasRunAgainKeepsItsPayload() {
        var house = house(counting());
        var id = house.submit("test.count");
        house.change("update task set state = 'dead', wake_at = current_timestamp - interval '1' second,"
                + " payload = '{\"a\":1}'");
        house.commands.retry(id, OWNER);

        new PurgeTask(database(), house.config).run(new FakeRun(null));

        assertThat(house.task(id).payload().path("a").asInt()).isEqualTo(1);
    }

    /** Tasks that ended well and whose results have just expired, all at the same moment. */
    private static void overNow(TaskHouse house, int many) {
        house.queue.submit(IntStream.range(0, many)
                .mapToObj(number -> NewTask.of("test.count", OWNER, Map.of("number", number)))
                .toList());
        house.change("update task set state = 'succeeded', result = '1', wake_at = current_timestamp - interval '1'"
                + " second where state = 'queued'");
    }

    private static Map<String, Integer> forgotten(int results, int tasks) {
        return Map.of("results", results, "tasks", tasks, "requests", 0);
    }

    @Test
    void aRefusedPayloadIsNotAccepted() {
        var house = house(counting());

        assertThatThrownBy(() -> house.queue.submit(NewTask.of("test.count", OWNER, Map.of("refused", true))))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> house.submit("test.unknown"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.NOT_FOUND));
        assertThat(house.count("select count(*) from task")).contains(0L);
    }
}
