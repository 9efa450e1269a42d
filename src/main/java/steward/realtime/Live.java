package steward.realtime;

import steward.identity.Caller;

/** One live connection, of whichever kind. Thread-safe. */
interface Live {
    Caller caller();

    /** Asks for a sign of life, and whether the key is still good. May block. */
    void check();

    /** Sends the client away, to come again after so many milliseconds. */
    void drain(int retryMillis);
}
