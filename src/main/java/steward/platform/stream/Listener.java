package steward.platform.stream;

/** Who is told an answer's frames just now. Called by one thread at a time, in order; must not block. */
@FunctionalInterface
public interface Listener<F> {
    /** The next frame. */
    void frame(F frame);

    /** Nothing follows. */
    default void ended() {}

    /** The answer has failed; this frame tells how, and nothing follows. */
    default void broken(F last) {
        frame(last);
        ended();
    }

    /** Nothing follows here, because another connection goes on with the answer. */
    default void replaced() {}
}
