package steward.task;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What has to be done every second, whatever happens: renew the leases of runs, stop those that were cancelled or have
 * taken too long, take back what vanished instances held, make ready what has waited until its time, and look for work, in
 * case a signal was lost.
 */
final class Keeper {
    private static final Logger LOG = Logger.getLogger(Keeper.class.getName());
    private static final int RENEW_EVERY = 5;
    private static final int TAKE_BACK_EVERY = 2;
    /** How long a handler may take to notice that it should stop. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong rounds = new AtomicLong();
    private final Runs runs;
    private final Leases leases;
    private final Outcomes outcomes;
    private final Journal journal;
    private final Runner runner;
    private final String worker;
    private final Consumer<Run.News> onNews;
    private final Consumer<QueueName> wake;
    private final Runnable count;
    private boolean databaseIsAway;

    Keeper(
            Runs runs,
            Leases leases,
            Outcomes outcomes,
            Journal journal,
            Runner runner,
            String worker,
            Consumer<Run.News> onNews,
            Consumer<QueueName> wake,
            Runnable count) {
        this.runs = runs;
        this.leases = leases;
        this.outcomes = outcomes;
        this.journal = journal;
        this.runner = runner;
        this.worker = worker;
        this.onNews = onNews;
        this.wake = wake;
        this.count = count;
    }

    /** From the timer, which must not block: leaves the work to {@code executor}, unless it is still at the last round. */
    void tick(Executor executor) {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::quietRound);
        } catch (RejectedExecutionException shuttingDown) {
            busy.set(false);
            LOG.log(Level.FINE, "task.round_refused", shuttingDown);
        }
    }

    private void quietRound() {
        try {
            round(rounds.getAndIncrement());
            databaseIsAway = false;
        } catch (RuntimeException failure) {
            // once per outage: the next round will fail too
            LOG.log(databaseIsAway ? Level.FINE : Level.WARNING, "task.round_failed", failure);
            databaseIsAway = true;
        } finally {
            busy.set(false);
        }
    }

    private void round(long number) {
        runs.lanes().forEach(Lane::wake);
        runs.open().toList().forEach(this::stopWhereDue);
        if (number % RENEW_EVERY == 0) {
            renew();
            present();
            count.run();
        }
        tell();
        awaken(leases.promote());
        if (number % TAKE_BACK_EVERY == 0) {
            awaken(outcomes.takeBack());
        }
    }

    private void awaken(Set<QueueName> queues) {
        queues.forEach(wake);
    }

    private void renew() {
        var open = runs.open().toList();
        var renewal = leases.renew(open.stream().map(Run::task).toList());
        for (var run : open) {
            if (renewal.lost().contains(run.id()) && run.end()) {
                LOG.log(Level.WARNING, "task.lease_lost id={0}", run.id());
                run.stop(StopReason.LOST);
            } else if (renewal.cancelled().contains(run.id())) {
                run.stop(StopReason.CANCELLED);
            }
        }
    }

    private void present() {
        var queues = new EnumMap<QueueName, Journal.Presence>(QueueName.class);
        runs.lanes()
                .forEach(lane -> queues.put(
                        lane.queue(),
                        new Journal.Presence(lane.slots(), lane.held().size())));
        journal.present(worker, queues);
    }

    private void tell() {
        List<Run.News> news =
                runs.open().map(Run::news).flatMap(Optional::stream).toList();
        journal.write(news);
        news.forEach(onNews);
    }

    private void stopWhereDue(Run run) {
        if (run.runningFor() > run.task().timeout().toNanos()) {
            run.stop(StopReason.TIMED_OUT);
        }
        var reason = run.stopReason();
        if (reason.isPresent() && run.askedToStopFor() > PATIENCE.toNanos()) {
            // its thread stays taken until the handler returns, but the task goes its way
            LOG.log(Level.WARNING, "task.does_not_stop id={0}", run.id());
            runner.end(run, runner.stopped(run, reason.get(), null));
        }
    }
}
