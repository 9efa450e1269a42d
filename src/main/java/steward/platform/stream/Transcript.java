package steward.platform.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * What has been said of one answer, in frames numbered from 1, and who is told the next one. The frames are kept as long as
 * there is room, so that a client whose connection broke can have the rest on another one. Thread-safe.
 *
 * @param <F> a frame
 */
public final class Transcript<F> {
    /** What {@link #resume} has found. */
    public enum Resumed {
        /** The rest was told, and more follows. */
        GOES_ON,
        /** The rest was told, and that was all. */
        TOLD,
        /** All was told before. */
        NOTHING_LEFT,
        /** It is not kept: too much was said, or too long ago. */
        NOT_KEPT,
        /** So many frames there never were. */
        AHEAD
    }

    private final LongSupplier nanoTime;
    private final ToIntFunction<F> sizeOf;
    private final long most;
    private final KeptSize all;
    private List<F> kept; // null where nothing is kept any more; guarded by this, as all below
    private long size;
    private int said;
    private Listener<F> listener;
    private Runnable stop = () -> {};
    private boolean stopped;
    private boolean over;
    private long restingSince;

    /**
     * @param sizeOf the size of a frame, in whatever unit the limits have
     * @param most the size beyond which this answer is not kept, though it goes on; 0 to keep nothing
     * @param all what this and others may keep together
     */
    public Transcript(LongSupplier nanoTime, ToIntFunction<F> sizeOf, long most, KeptSize all, Listener<F> listener) {
        this.nanoTime = nanoTime;
        this.sizeOf = sizeOf;
        this.most = most;
        this.all = all;
        this.listener = listener;
        this.kept = most > 0 ? new ArrayList<>() : null;
    }

    /** What ends the answer's source when no more is wanted; run at once where that has been said already. */
    public void stopWith(Runnable action) {
        synchronized (this) {
            if (!stopped) {
                stop = over ? stop : action;
                return;
            }
        }
        action.run();
    }

    /** Tells the next frame, made of its number; nothing happens after the end. */
    public synchronized void tell(IntFunction<F> frame) {
        if (over) {
            return;
        }
        said++;
        var next = frame.apply(said);
        keep(next);
        if (listener != null) {
            listener.frame(next);
        }
    }

    private void keep(F frame) {
        if (kept == null) {
            return;
        }
        var more = sizeOf.applyAsInt(frame);
        if (size + more > most || !all.take(more)) {
            forget();
            return;
        }
        size += more;
        kept.add(frame);
    }

    /** Nothing can be resumed any more; the answer itself goes on. */
    public synchronized void forget() {
        kept = null;
        all.give(size);
        size = 0;
    }

    /** The last frame has been told. True for the first who says so. */
    public synchronized boolean end() {
        var ends = !over;
        if (ends) {
            over().ifPresent(Listener::ended);
        }
        return ends;
    }

    /** Ends with a frame that tells what went wrong. True where somebody was told. */
    public synchronized boolean breakOff(IntFunction<F> frame) {
        if (over) {
            return true;
        }
        said++;
        var last = frame.apply(said);
        keep(last);
        var told = over();
        told.ifPresent(client -> client.broken(last));
        return told.isPresent();
    }

    /** Who is to be told of the end. */
    private Optional<Listener<F>> over() {
        over = true;
        restingSince = nanoTime.getAsLong();
        stop = () -> {};
        var told = Optional.ofNullable(listener);
        listener = null;
        return told;
    }

    /** What {@link #resume} would find. */
    public synchronized Resumed look(int after) {
        if (kept == null) {
            return Resumed.NOT_KEPT;
        }
        if (after < 0 || after > said) {
            return Resumed.AHEAD;
        }
        if (over) {
            return after == said ? Resumed.NOTHING_LEFT : Resumed.TOLD;
        }
        return Resumed.GOES_ON;
    }

    /** Goes on telling this listener, beginning behind the frame that it had last. */
    public synchronized Resumed resume(int after, Listener<F> other) {
        var found = look(after);
        switch (found) {
            case GOES_ON -> {
                if (listener != null && listener != other) {
                    listener.replaced();
                }
                kept.subList(after, said).forEach(other::frame);
                listener = other;
            }
            case TOLD -> {
                kept.subList(after, said).forEach(other::frame);
                other.ended();
            }
            default -> {
                // nothing to tell
            }
        }
        return found;
    }

    /** This listener hears no more; another one may resume. True where nobody is told any more. */
    public synchronized boolean leave(Listener<F> gone) {
        if (listener != gone) {
            return false;
        }
        listener = null;
        restingSince = nanoTime.getAsLong();
        return !over;
    }

    /** No more is wanted: nothing more is told, and the answer's source ends. */
    public void stop() {
        stop(this::end);
    }

    /** As {@link #stop()}, where {@code ending} tells the end. */
    void stop(Runnable ending) {
        Runnable action;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            action = stop;
            ending.run();
        }
        action.run();
    }

    /** How long it has been over, or nobody has listened, in nanoseconds; 0 while it is told to a client. */
    public synchronized long restedNanos() {
        return listener != null && !over ? 0 : nanoTime.getAsLong() - restingSince;
    }

    public synchronized boolean isOver() {
        return over;
    }

    /** Whether what was said can still be had. */
    public synchronized boolean isKept() {
        return kept != null;
    }
}
