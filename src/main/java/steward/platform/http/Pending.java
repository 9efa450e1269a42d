package steward.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request whose answer is still being made. It ends once: with its answer, with a problem, or because the client has
 * left, which is noticed within a second. Thread-safe.
 */
public abstract class Pending {
    final AsyncContext async;
    final HttpServletRequest request;
    final HttpServletResponse response;
    private final ClientWatch.Watch watch;
    private Runnable onGone;
    private boolean gone;
    private boolean over;

    Pending(AsyncContext async, ClientWatch clients) {
        this.async = async;
        this.request = (HttpServletRequest) async.getRequest();
        this.response = (HttpServletResponse) async.getResponse();
        this.watch = clients.watch(request, this::left);
    }

    /** What to stop when the client leaves before the end; run at once if it has left already. Must not block. */
    public final void onGone(Runnable action) {
        synchronized (this) {
            if (!gone) {
                onGone = action;
                return;
            }
        }
        action.run();
    }

    /** Ends with a problem, as an HTTP status where nothing has been sent yet. */
    public abstract void fail(Throwable failure);

    /** Lets go of the request of a client that has left. */
    abstract void letGo();

    /** True for the first caller only: the end is theirs to write. */
    final synchronized boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        watch.close();
        return true;
    }

    final synchronized boolean isOver() {
        return over;
    }

    /** The client has left. */
    final void left() {
        if (!finish()) {
            return;
        }
        letGo();
        Runnable action;
        synchronized (this) {
            gone = true;
            action = onGone;
        }
        if (action != null) {
            action.run();
        }
    }
}
