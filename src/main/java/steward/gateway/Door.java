package steward.gateway;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import steward.platform.http.ClientWatch;
import steward.platform.http.PendingBody;
import steward.platform.problem.ProblemException;
import steward.platform.stream.LiveStream;
import steward.platform.stream.LiveStreams;

/** The way an answer leaves by: one body, or a stream of events. */
abstract class Door {
    private static final int UNKNOWN = -1;

    final Rendering rendering;
    final Turn turn; // null where nothing is kept
    private final String provider;
    private volatile String status = "miss";
    private volatile Duration age = Duration.ZERO;
    private volatile int attempts = UNKNOWN;

    private Door(Wanted wanted) {
        this.provider = wanted.request().route().provider();
        this.rendering = wanted.rendering();
        this.turn = wanted.turn();
    }

    static Door plain(AsyncContext async, ClientWatch clients, Wanted wanted) {
        return new Plain(new PendingBody(async, clients), wanted);
    }

    static Door stream(AsyncContext async, LiveStreams streams, String owner, Wanted wanted) {
        return new Stream(async, streams, owner, wanted);
    }

    /** How the cache takes part; told before anything is sent. */
    final void status(String known) {
        status = known;
    }

    /** How often the provider was asked; told before the first piece. */
    final void attempts(int known) {
        attempts = known;
    }

    /** What to do when its client has left or said stop. */
    final void onGone(Runnable action) {
        stopWith(() -> {
            action.run();
            if (turn != null) {
                turn.stopped();
            }
        });
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

    abstract void stopWith(Runnable action);

    abstract void failed(ProblemException problem);

    abstract void piece(byte[] piece);

    abstract void landed(byte[] whole);

    private static final class Plain extends Door {
        private final PendingBody pending;

        Plain(PendingBody pending, Wanted wanted) {
            super(wanted);
            this.pending = pending;
        }

        @Override
        void stopWith(Runnable action) {
            pending.onGone(action);
        }

        @Override
        void failed(ProblemException problem) {
            pending.fail(problem);
        }

        @Override
        void piece(byte[] piece) {
            // told with the whole answer
        }

        @Override
        void landed(byte[] whole) {
            if (turn == null) {
                send(whole);
            } else {
                turn.whole(whole).thenAccept(this::send);
            }
        }

        private void send(byte[] whole) {
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
        private final LiveStream live;

        Stream(AsyncContext async, LiveStreams streams, String owner, Wanted wanted) {
            super(wanted);
            live = streams.open(async, owner, wanted.resumable(), this::headers, rendering::failed);
        }

        @Override
        void stopWith(Runnable action) {
            live.stopWith(action);
        }

        @Override
        void failed(ProblemException problem) {
            live.fail(problem);
        }

        @Override
        void piece(byte[] piece) {
            send(rendering.frames(turn == null ? piece : turn.heard(piece)));
        }

        @Override
        void landed(byte[] whole) {
            if (turn == null) {
                end();
            } else {
                turn.end().thenAccept(last -> {
                    send(rendering.frames(last));
                    end();
                });
            }
        }

        private void end() {
            send(rendering.end());
            live.end();
        }

        private void send(byte[] frames) {
            if (frames.length > 0) {
                live.send(frames);
            }
        }
    }
}
