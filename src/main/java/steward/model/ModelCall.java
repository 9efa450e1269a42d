package steward.model;

/** A call under way. Every method may be called from any thread, at any time, and returns at once. */
public interface ModelCall {
    /** Ends the call and closes its connection, also before anything has come. Nothing is told to the listener after. */
    void cancel();

    /**
     * Stops reading from the provider until {@link #resume()}, for a reader that cannot keep up. What is on its way is
     * still told: some 64 KB of a stream that comes at the pace of a model; a provider that floods is not held back
     * exactly, but never beyond the limit of the stream. A paused stream is not idle; its total deadline goes on.
     */
    void pause();

    /** Reads on. */
    void resume();

    /** How often the provider has been asked so far. */
    int attempts();
}
