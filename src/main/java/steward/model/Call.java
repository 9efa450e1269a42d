package steward.model;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * One call from its first attempt to its end. Whatever happens to it (an event, a broken connection, a deadline, its
 * cancelling) happens in turn, through the mailbox; so its state needs no lock and the listener hears one thing at a
 * time. Volatile fields are those that the watch and the connection's thread read outside of their turn.
 */
final class Call implements ModelCall {
    private static final Logger LOG = Logger.getLogger(Call.class.getName());
    private static final int MOST_ATTEMPTS = 3;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    private static final long FIRST_BACKOFF_MILLIS = 200;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Mailbox turns = new Mailbox(this::listenerThrew);
    private final Means means;
    private final Lane lane;
    private final ModelRequest request;
    private final ModelListener listener;
    private final long beganAt;

    private volatile Attempt attempt;
    private volatile int attempts;
    private volatile boolean connecting;
    private volatile long connectingSince;
    private volatile boolean answering;
    private volatile long answeringSince;
    private volatile long lastByteAt;
    private volatile boolean paused;
    private volatile boolean cancelled;
    private volatile boolean over;
    private volatile long overSince;

    private Breaker.Pass pass;
    private boolean decided;

    Call(Means means, Lane lane, ModelRequest request, ModelListener listener) {
        this.means = means;
        this.lane = lane;
        this.request = request;
        this.listener = listener;
        this.beganAt = now();
    }

    void begin() {
        lane.meter.began();
        lane.budget.save();
        means.underWay().add(this);
        turns.run(this::ask);
    }

    @Override
    public void cancel() {
        cancelled = true;
        turns.run(() -> {
            if (!over) {
                lane.meter.cancelled();
                finish();
                abort();
            }
        });
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        lastByteAt = now();
        paused = false;
        var current = attempt;
        if (current != null) {
            current.readOn();
        }
    }

    @Override
    public int attempts() {
        return attempts;
    }

    /** Ends the call because this instance stops. */
    void stop() {
        turns.run(() -> fail(new ProblemException(ProblemType.DRAINING).retryAfter(PROBE_INTERVAL)));
    }

    /** Looks whether a deadline has passed; called by the watch a few times in the shortest of them. */
    void watch() {
        if (over) {
            if (now() - overSince > DRAIN_NANOS) {
                turns.run(this::abort);
            }
        } else if (overdue() != null) {
            turns.run(this::timeOut);
        }
    }

    // what the connection tells; the thread that serves it must not wait

    boolean isPaused() {
        return paused;
    }

    void arrived() {
        lastByteAt = now();
    }

    void connected(Attempt from) {
        turns.run(() -> {
            if (isCurrent(from)) {
                connecting = false;
            }
        });
    }

    void event(Attempt from, byte[] data) {
        turns.run(() -> {
            if (isCurrent(from)) {
                answered();
                listener.event(data);
            }
        });
    }

    void streamDone(Attempt from) {
        turns.run(() -> {
            if (isCurrent(from)) {
                answered();
                complete();
            }
        });
    }

    void body(Attempt from, byte[] json) {
        turns.run(() -> {
            if (!isCurrent(from)) {
                return;
            }
            if (StreamReader.isError(json)) {
                brokeInTurn(new UpstreamFailure("an error in the place of an answer"));
            } else {
                answered();
                listener.body(json);
                complete();
            }
        });
    }

    void refused(Attempt from, Refusal refusal) {
        turns.run(() -> {
            if (isCurrent(from)) {
                refusedInTurn(refusal);
            }
        });
    }

    void broke(Attempt from, Exception cause) {
        turns.run(() -> {
            if (isCurrent(from)) {
                brokeInTurn(cause);
            } else if (over && attempt == from) {
                means.underWay().remove(this);
            }
        });
    }

    /** The connection has been given back after the last byte. */
    void released(Attempt from) {
        turns.run(() -> {
            if (over && attempt == from) {
                means.underWay().remove(this);
            }
        });
    }

    // all that follows happens in turn

    private void ask() {
        if (over) {
            return;
        }
        pass = lane.breaker.enter();
        if (pass == null) {
            fail(new ProblemException(ProblemType.MODEL_UNAVAILABLE, new UpstreamFailure("the breaker is open"))
                    .retryAfter(PROBE_INTERVAL));
            return;
        }
        decided = false;
        attempts++;
        lane.meter.asked(attempts > 1);
        listener.asking(attempts);
        connectingSince = now();
        connecting = true;
        attempt = new Attempt(this, lane, request);
        attempt.begin(means.connections(), attempts);
    }

    private void answered() {
        if (answering) {
            return;
        }
        answeringSince = now();
        answering = true;
        lane.meter.answeredAfter(answeringSince - beganAt);
        good();
    }

    private void complete() {
        if (over) { // the listener cancelled while it was told
            return;
        }
        var end = now();
        lane.meter.completedAfter(end - beganAt);
        finish();
        if (!cancelled) {
            listener.completed(new ModelOutcome(
                    attempts, Duration.ofNanos(answeringSince - beganAt), Duration.ofNanos(end - beganAt)));
        }
    }

    private void refusedInTurn(Refusal refusal) {
        if (refusal.isFailure()) {
            bad();
        } else {
            good();
        }
        var problem = refusal.problem(lane.route);
        if (refusal.isWorthARetry()) {
            retryOrFail(problem, refusal.retryAfter().orElse(null));
        } else {
            fail(problem);
        }
    }

    private void brokeInTurn(Exception cause) {
        bad();
        var problem = new ProblemException(ProblemType.UPSTREAM_ERROR, cause);
        if (answering || cause instanceof UpstreamFailure) { // nonsense would only come again
            fail(problem);
        } else {
            retryOrFail(problem, null);
        }
    }

    private void timeOut() {
        var late = over ? null : overdue();
        if (late == null) {
            return;
        }
        if (late != Deadline.TOTAL) {
            bad();
        }
        var problem = late.problem(means.limits());
        if (late == Deadline.CONNECT) {
            retryOrFail(problem, null);
        } else {
            fail(problem);
        }
    }

    private Deadline overdue() {
        var limits = means.limits();
        var now = now();
        if (connecting && Deadline.CONNECT.isPast(now - connectingSince, limits)) {
            return Deadline.CONNECT;
        }
        if (!request.stream() && !request.takesLong()) {
            return Deadline.ANSWER.isPast(now - beganAt, limits) ? Deadline.ANSWER : null;
        }
        if (Deadline.TOTAL.isPast(now - beganAt, limits)) {
            return Deadline.TOTAL;
        }
        if (!request.stream()) {
            return null;
        }
        if (!answering) {
            return Deadline.FIRST_BYTE.isPast(now - beganAt, limits) ? Deadline.FIRST_BYTE : null;
        }
        return !paused && Deadline.IDLE.isPast(now - lastByteAt, limits) ? Deadline.IDLE : null;
    }

    /** @param retryAfter what the provider asked for, or null */
    private void retryOrFail(ProblemException problem, Duration retryAfter) {
        var tooLong = retryAfter != null && retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0;
        if (attempts >= MOST_ATTEMPTS || tooLong || !lane.budget.spend()) {
            fail(problem);
            return;
        }
        giveUpAttempt();
        var wait = backoffMillis() + (retryAfter == null ? 0 : retryAfter.toMillis());
        LOG.log(
                Level.FINE,
                () -> "model.retry model=" + lane.route.model() + " attempt=" + attempts + " wait_ms=" + wait
                        + " cause=" + problem.getCause());
        try {
            means.timer().schedule(() -> turns.run(this::ask), wait, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            fail(problem);
        }
    }

    /** What it still has to tell does not count any more. */
    private void giveUpAttempt() {
        var old = attempt;
        attempt = null;
        connecting = false;
        old.abort();
    }

    /** Full jitter: anything from nothing to twice as much each time. */
    private long backoffMillis() {
        return ThreadLocalRandom.current().nextLong(FIRST_BACKOFF_MILLIS << (attempts - 1));
    }

    private void fail(ProblemException problem) {
        if (over) {
            return;
        }
        lane.meter.failed(problem.type());
        finish();
        abort();
        if (!cancelled) {
            listener.failed(problem);
        }
    }

    /** From here on nothing counts; a stream's connection may still have its last bytes to read. */
    private void finish() {
        over = true;
        overSince = now();
        connecting = false;
        if (pass != null && !decided) {
            lane.breaker.undecided(pass);
        }
        if (attempt == null || attempt.hasEnded()) {
            means.underWay().remove(this);
        }
    }

    private void abort() {
        if (attempt != null) {
            attempt.abort();
        }
        means.underWay().remove(this);
    }

    private void good() {
        decided = true;
        if (lane.breaker.good(pass)) {
            LOG.info(() -> "model.breaker_closed model=" + lane.route.model());
        }
    }

    private void bad() {
        decided = true;
        if (lane.breaker.bad(pass)) {
            LOG.warning(() -> "model.breaker_opened model=" + lane.route.model());
        }
    }

    private boolean isCurrent(Attempt from) {
        return !over && attempt == from;
    }

    /** A listener's bug ends its call and touches no other. */
    private void listenerThrew(RuntimeException bug) {
        LOG.log(Level.SEVERE, "model.listener_failed model=" + lane.route.model(), bug);
        try {
            fail(new ProblemException(ProblemType.INTERNAL_ERROR, bug));
        } catch (RuntimeException another) {
            LOG.log(Level.SEVERE, "model.listener_failed model=" + lane.route.model(), another);
        }
    }

    private long now() {
        return means.nanoTime().getAsLong();
    }
}
