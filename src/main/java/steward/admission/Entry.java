package steward.admission;

import java.util.concurrent.CompletionStage;

/** A request at the gate: waiting, let in, refused or gone. Safe for many threads. */
public interface Entry {
    /**
     * The permit, at once where there is room, else when it is this request's turn. Fails with server_busy (503) when
     * the queue is full or the wait too long, and with a {@link java.util.concurrent.CancellationException} after
     * {@link #cancel}. Completes on the thread of whoever made room, so what follows must not block.
     */
    CompletionStage<Permit> permit();

    /**
     * The client has gone: no longer waits; a permit already given goes back. Does nothing the second time, and nothing
     * harmful after the permit was closed.
     */
    void cancel();
}
