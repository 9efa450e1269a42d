package steward.realtime;

import java.util.Optional;
import java.util.concurrent.Executor;
import steward.identity.Caller;
import steward.identity.Callers.Place;

/** What a connection needs of the instance that it is on. Thread-safe. */
interface Hall {
    String serverId();

    /** Whether a client must show a key before anything else. */
    boolean keyRequired();

    /** Who a key belongs to at this moment. */
    Optional<Caller> known(String credential, Place place);

    /** A connection has turned out to be another caller's; returns whether that one may have one more. */
    boolean moved(Caller from, Caller to);

    /** Threads that may block. */
    Executor blocking();

    ChatRuns chats();

    Topics topics();
}
