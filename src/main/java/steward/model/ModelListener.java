package steward.model;

import steward.platform.problem.ProblemException;

/**
 * Hears what becomes of one call. One thing at a time, in order, from threads that serve all calls: <b>these methods
 * must not block</b>. The end is told exactly once, by {@link #completed} or {@link #failed}; after
 * {@link ModelCall#cancel()} nothing more is told. Before the first {@link #event} or {@link #body} nothing of the
 * answer has been seen, so that a failure can still become an HTTP status.
 */
public interface ModelListener {
    /**
     * The provider is being asked.
     *
     * @param attempt 1 the first time
     */
    default void asking(int attempt) {}

    /**
     * The data of one event of a stream: a chunk in JSON, as the provider wrote it, in valid UTF-8. Events of several
     * data lines have them joined by line feeds. {@code [DONE]} is not an event, but the end.
     */
    default void event(byte[] data) {}

    /** The whole answer of a call that is not streamed: JSON as the provider wrote it. */
    default void body(byte[] json) {}

    /** The answer is complete: a stream ended by {@code [DONE]} or after a finish_reason, or the body was read whole. */
    void completed(ModelOutcome outcome);

    /**
     * There will be no (more) answer. Its types:
     * invalid_request (400), the provider refused the caller's input;
     * upstream_error (502), it failed, broke off or answered nonsense;
     * model_unavailable (503, with retry_after), it or our breaker asks for patience;
     * draining (503), this instance stops;
     * upstream_timeout (504), with the setting that ended the wait;
     * internal_error (500), a listener threw.
     */
    void failed(ProblemException problem);
}
