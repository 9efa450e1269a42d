package steward.task;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The end of an instance's work: what runs may go on for a while, is then asked to stop, and is at last handed back as it
 * is, without having spent an attempt.
 */
final class HandBack {
    private static final Duration TO_RECORD = Duration.ofSeconds(3);
    private static final long LOOK_MILLIS = 20;

    private final Runs runs;
    private final Runner runner;
    private final Recorder recorder;

    HandBack(Runs runs, Runner runner, Recorder recorder) {
        this.runs = runs;
        this.runner = runner;
        this.recorder = recorder;
    }

    /** Returns how many tasks were handed back unfinished, once {@code grace} and then {@code notice} are over. */
    long within(Duration grace, Duration notice) {
        runs.open().filter(run -> !run.hasBegun()).toList().forEach(run -> runner.end(run, Outcome.handedBack()));
        await(grace, this::allEnded);
        runs.open().toList().forEach(run -> run.stop(StopReason.DRAINING));
        await(notice, this::allEnded);
        var left = runs.open().toList().stream()
                .filter(run -> runner.end(run, Outcome.handedBack()))
                .count();
        await(TO_RECORD, () -> recorder.open() == 0);
        return left;
    }

    private boolean allEnded() {
        return runs.open().findAny().isEmpty();
    }

    private static void await(Duration most, BooleanSupplier condition) {
        var lock = new ReentrantLock();
        var look = lock.newCondition();
        var deadline = System.nanoTime() + most.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
                if (look.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stopAtOnce) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
