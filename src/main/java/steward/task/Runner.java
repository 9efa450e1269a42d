package steward.task;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.Outcomes.Ended;

/** Runs a task's handler and decides what becomes of the task. Thread-safe. */
final class Runner implements Lane.Starter {
    private static final Logger LOG = Logger.getLogger(Runner.class.getName());
    private static final int SERVER_FAULT = 500;
    private static final int LONGEST_RESULT = 900_000;

    private final TaskHandlers handlers;
    private final Database database;
    private final Journal journal;
    private final Outcomes outcomes;
    private final String worker;
    private final Consumer<Ended> recorder;
    private final Consumer<Ended> onRecorded;
    private final Consumer<Run> onBegin;
    private final Supplier<? extends RandomGenerator> random;
    private final Clock clock;

    /** @param recorder records in a transaction of its own, some time soon */
    Runner(
            TaskHandlers handlers,
            Database database,
            Journal journal,
            Outcomes outcomes,
            String worker,
            Consumer<Ended> recorder,
            Consumer<Ended> onRecorded,
            Consumer<Run> onBegin,
            Supplier<? extends RandomGenerator> random,
            Clock clock) {
        this.handlers = handlers;
        this.database = database;
        this.journal = journal;
        this.outcomes = outcomes;
        this.worker = worker;
        this.recorder = recorder;
        this.onRecorded = onRecorded;
        this.onBegin = onBegin;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public Run begin(Claimed task) {
        return new Run(task, database, clock, System::nanoTime);
    }

    @Override
    public void refused(Run run) {
        end(run, Outcome.handedBack());
    }

    @Override
    public void run(Run run) {
        if (run.hasEnded()) {
            return;
        }
        run.begun();
        onBegin.accept(run);
        var outcome = outcome(run);
        writeLastNews(run);
        settle(run, outcome);
    }

    private void writeLastNews(Run run) {
        try {
            run.news().ifPresent(news -> journal.write(List.of(news)));
        } catch (RuntimeException databaseIsAway) {
            LOG.log(Level.WARNING, "task.news_lost id=" + run.id(), databaseIsAway);
        }
    }

    private Outcome outcome(Run run) {
        try {
            var handler = handlers.of(run.task().type())
                    .orElseThrow(() -> new TaskFailure("unknown_type", "no handler of this type is here", true));
            var result = handler.run(run);
            return ofReturn(run, result == null ? null : Json.mapper().writeValueAsString(result));
        } catch (Throwable failure) { // whatever a handler throws is its task's failure and nobody else's
            return ofFailure(run, failure);
        }
    }

    private Outcome ofReturn(Run run, String result) {
        if (result != null && result.length() > LONGEST_RESULT) {
            return Outcome.dead("result_too_large", "the result has more than " + LONGEST_RESULT + " characters");
        }
        // a handler that has not heard that it should stop has done all of its work
        return run.heededReason()
                .map(reason -> stopped(run, reason, result))
                .orElseGet(() -> Outcome.succeeded(result));
    }

    private Outcome ofFailure(Run run, Throwable failure) {
        if (run.heededReason().isPresent()) {
            return stopped(run, run.heededReason().get(), null);
        }
        if (run.stopReason().filter(StopReason.CANCELLED::equals).isPresent()) {
            return Outcome.cancelled(null); // nobody wants another run
        }
        if (failure instanceof ProblemException problem && problem.type() == ProblemType.DRAINING) {
            return Outcome.handedBack(); // what the handler needs ends before the worker does
        }
        if (failure instanceof TaskPostponed postponed) {
            return Outcome.postponed(postponed.waiting(), postponed.getMessage());
        }
        LOG.log(
                Level.INFO,
                "task.failed id=" + run.id() + " type=" + run.task().type() + " attempt=" + run.attempt(),
                failure);
        return retriedOrDead(run.task(), code(failure), message(failure), isPermanent(failure));
    }

    Outcome stopped(Run run, StopReason reason, String result) {
        return switch (reason) {
            case CANCELLED -> Outcome.cancelled(result);
            case TIMED_OUT ->
                retriedOrDead(
                        run.task(),
                        "timed_out",
                        "took longer than " + run.task().timeout().toSeconds() + " s",
                        false);
            case DRAINING, LOST -> Outcome.handedBack();
        };
    }

    private Outcome retriedOrDead(Claimed task, String code, String message, boolean permanent) {
        var failures = task.failures() + 1;
        if (permanent || failures > task.maxRetries()) {
            return Outcome.dead(code, message);
        }
        var policy = handlers.of(task.type()).map(TaskHandler::retryPolicy).orElse(RetryPolicy.USUAL);
        return Outcome.retried(policy.waitAfter(failures, random.get()), code, message);
    }

    private static boolean isPermanent(Throwable failure) {
        return failure instanceof TaskFailure told && told.permanent()
                || failure instanceof ProblemException problem && problem.type().status() < SERVER_FAULT;
    }

    private static String code(Throwable failure) {
        if (failure instanceof TaskFailure told) {
            return told.code();
        }
        return failure instanceof ProblemException problem ? problem.type().code() : "failed";
    }

    /** Of our own kinds of failure the text is meant for people; of others only the kind is told, the log has the rest. */
    private static String message(Throwable failure) {
        var text = failure instanceof TaskFailure || failure instanceof ProblemException
                ? failure.getMessage()
                : failure.getClass().getSimpleName();
        return text == null ? null : text.replace('\u0000', ' ');
    }

    private void settle(Run run, Outcome outcome) {
        if (!run.end()) {
            run.used().ifPresent(Runner::discard);
        } else if (run.used().isPresent() && outcome.kind() == Outcome.Kind.SUCCEEDED) {
            commit(run, run.used().get(), outcome);
        } else {
            run.used().ifPresent(Runner::discard);
            recorder.accept(new Ended(run.task(), worker, outcome));
        }
    }

    /** What the handler wrote and the end of its run become visible together, or neither does. */
    private void commit(Run run, Connection connection, Outcome outcome) {
        var ended = new Ended(run.task(), worker, outcome);
        try (connection) {
            if (outcomes.record(connection, List.of(ended)).isEmpty()) {
                connection.rollback();
                LOG.log(Level.WARNING, "task.taken_by_another id={0}", run.id());
                return;
            }
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException failure) {
            // whether the commit has arrived is not known: the fence keeps this from being recorded where it has
            LOG.log(Level.WARNING, "task.commit_failed id=" + run.id(), failure);
            discard(connection);
            recorder.accept(
                    new Ended(run.task(), worker, retriedOrDead(run.task(), "database_unavailable", null, false)));
            return;
        }
        run.committed();
        onRecorded.accept(ended);
    }

    private static void discard(Connection connection) {
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException alreadyBroken) {
            LOG.log(Level.FINE, "task.rollback_failed", alreadyBroken);
        }
    }

    /** Ends a run from outside, where its handler does not; true where this was the end. */
    boolean end(Run run, Outcome outcome) {
        if (!run.end()) {
            return false;
        }
        recorder.accept(new Ended(run.task(), worker, outcome));
        return true;
    }
}
