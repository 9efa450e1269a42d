package steward.realtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import steward.identity.Caller;
import steward.identity.Callers;
import steward.identity.Callers.Place;
import steward.identity.KeyPolicy;
import steward.platform.concurrent.Blocking;
import steward.platform.database.Ids;
import steward.platform.http.HttpConfig;

/** Lets sockets in and gives them what they work with. Thread-safe. */
@ApplicationScoped
class Sockets {
    /** How long a client may take to show its key. */
    private static final long AUTH_SECONDS = 10;

    private Connections connections;
    private Ids ids;
    private ScheduledExecutorService timer;
    private Hall hall;

    Sockets() {} // for the CDI proxy

    @Inject
    Sockets(Connections connections, Ids ids, ScheduledExecutorService timer, Hall hall) {
        this.connections = connections;
        this.ids = ids;
        this.timer = timer;
        this.hall = hall;
    }

    Peer open(Guest guest, Wire wire) {
        var peer = new Peer(ids.next().toString(), guest, wire, hall, System::nanoTime);
        if (connections.enter(peer)) {
            peer.begin();
            timer.schedule(() -> closeUnlessReady(peer), AUTH_SECONDS, TimeUnit.SECONDS);
        } else {
            peer.close(CloseCode.LIMIT, "too many connections");
        }
        return peer;
    }

    private static void closeUnlessReady(Peer peer) {
        if (!peer.isReady()) {
            peer.close(CloseCode.UNAUTHORIZED, "no key was shown");
        }
    }

    void closed(Peer peer) {
        connections.leave(peer);
        peer.ended();
    }

    /** The instance as its sockets see it. */
    @ApplicationScoped
    static class Rooms implements Hall {
        private HttpConfig http;
        private KeyPolicy policy;
        private Callers callers;
        private Connections connections;
        private Executor executor;
        private Subjects subjects;

        Rooms() {} // for the CDI proxy

        @Inject
        Rooms(
                HttpConfig http,
                KeyPolicy policy,
                Callers callers,
                Connections connections,
                @Blocking Executor executor,
                Subjects subjects) {
            this.http = http;
            this.policy = policy;
            this.callers = callers;
            this.connections = connections;
            this.executor = executor;
            this.subjects = subjects;
        }

        @Override
        public String serverId() {
            return http.serverId();
        }

        @Override
        public boolean keyRequired() {
            return policy.required();
        }

        @Override
        public Optional<Caller> known(String credential, Place place) {
            return callers.knownBy(credential, place);
        }

        @Override
        public boolean moved(Caller from, Caller to) {
            return connections.moved(from, to);
        }

        @Override
        public Executor blocking() {
            return executor;
        }

        @Override
        public ChatRuns chats() {
            return subjects.chats();
        }

        @Override
        public Topics topics() {
            return subjects.topics();
        }
    }

    /** What sockets are about. */
    @ApplicationScoped
    static class Subjects {
        private ChatRuns chats;
        private Topics topics;

        Subjects() {} // for the CDI proxy

        @Inject
        Subjects(ChatRuns chats, Topics topics) {
            this.chats = chats;
            this.topics = topics;
        }

        ChatRuns chats() {
            return chats;
        }

        Topics topics() {
            return topics;
        }
    }
}
