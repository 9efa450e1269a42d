package steward.realtime;

/** What a connection is written to. Thread-safe; never blocks. */
interface Wire {
    /** Writes one frame; {@code written} runs once when the next one may follow, also where writing failed. */
    void send(String text, Runnable written);

    /** Asks the other side for a sign of life. */
    void ping();

    void close(CloseCode code, String reason);
}
