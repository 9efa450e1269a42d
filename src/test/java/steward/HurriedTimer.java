package steward;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer on which every wait is a fraction of what was asked for, so that a test need not wait as people would. */
public final class HurriedTimer extends ScheduledThreadPoolExecutor {
    private final int times;

    /** @param times how much shorter waits are; none is shorter than a millisecond */
    public HurriedTimer(int threads, int times) {
        super(threads, work -> {
            var thread = new Thread(work, "hurried-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.times = times;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return super.schedule(command, hurried(delay, unit), TimeUnit.MICROSECONDS);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return super.scheduleWithFixedDelay(
                command, hurried(initialDelay, unit), hurried(delay, unit), TimeUnit.MICROSECONDS);
    }

    private long hurried(long delay, TimeUnit unit) {
        return Math.max(TimeUnit.MILLISECONDS.toMicros(1), unit.toMicros(delay) / times);
    }
}
