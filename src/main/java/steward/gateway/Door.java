package steward.gateway;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import steward.platform.http.ClientWatch;
import steward.platform.http.Pending;
import steward.platform.http.PendingBody;
import steward.platform.http.PendingStream;
import steward.platform.problem.ProblemException;

/** The way an answer leaves by: one body, or a stream of events. */
abstract class Door {
    private static final int UNKNOWN = -1;

    final Rendering rendering;
    private final String provider;
    private volatile String status = "miss";
    private volatile Duration age = Duration.ZERO;
    private volatile int attempts = UNKNOWN;

    private Door(String provider, Rendering rendering) {
        this.provider = provider;
        this.rendering = rendering;
    }

    static Door plain(AsyncContext async, ClientWatch clients, String provider, Rendering rendering) {
        return new Plain(new PendingBody(async, clients), provider, rendering);
    }

    static Door stream(
            AsyncContext async,
            ClientWatch clients,
            ScheduledExecutorService timer,
            String provider,
            Rendering rendering) {
        return new Stream(async, clients, timer, provider, rendering);
    }

    /** How the cache takes part; told before anything is sent. */
    final void status(String known) {
        status = known;
    }

    /** How often the provider was asked; told before the first piece. */
    final void attempts(int known) {
        attempts = known;
    }

    final void onGone(Runnable action) {
        pending().onGone(action);
    }

    final void failed(ProblemException problem) {
        pending().fail(problem);
    }

    final void hit(byte[] body, Duration since) {
        status = "hit";
        attempts = 0;
        age = since;
        piece(body);
        landed(body);
    }

    final void headers(HttpServletResponse response) {
        response.setHeader("X-Steward-Cache", status);
        response.setHeader("X-Steward-Provider", provider);
        if (attempts != UNKNOWN) {
            response.setHeader("X-Steward-Attempts", Integer.toString(attempts));
        }
        if (status.equals("hit")) {
            response.setHeader("Age", Long.toString(age.toSeconds()));
        }
    }

    abstract Pending pending();

    abstract void piece(byte[] piece);

    abstract void landed(byte[] whole);

    private static final class Plain extends Door {
        private final PendingBody pending;

        Plain(PendingBody pending, String provider, Rendering rendering) {
            super(provider, rendering);
            this.pending = pending;
        }

        @Override
        Pending pending() {
            return pending;
        }

        @Override
        void piece(byte[] piece) {
            // told with the whole answer
        }

        @Override
        void landed(byte[] whole) {
            pending.send(
                    response -> {
                        headers(response);
                        response.setContentType("application/json;charset=UTF-8");
                        response.setHeader("Cache-Control", "no-store");
                    },
                    rendering.whole(whole));
        }
    }

    private static final class Stream extends Door {
        private final PendingStream pending;

        Stream(
                AsyncContext async,
                ClientWatch clients,
                ScheduledExecutorService timer,
                String provider,
                Rendering rendering) {
            super(provider, rendering);
            pending = new PendingStream(async, clients, timer, this::headers, rendering::failed);
        }

        @Override
        Pending pending() {
            return pending;
        }

        @Override
        void piece(byte[] piece) {
            send(rendering.frames(piece));
        }

        @Override
        void landed(byte[] whole) {
            send(rendering.end());
            pending.end();
        }

        private void send(byte[] frames) {
            if (frames.length > 0) {
                pending.send(frames);
            }
        }
    }
}
