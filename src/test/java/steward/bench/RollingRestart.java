package steward.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All instances are replaced by scripts/rolling_restart.sh while ab asks over 50 kept connections, and 30 streams and 30
 * WebSockets have one answer after the other. A socket that is told to go (1001) comes back and asks again, as
 * docs/realtime.md says; anything else that is not whole is broken.
 */
final class RollingRestart {
    private static final int SESSIONS = 30;
    private static final int REQUESTS = 60_000;
    private static final int CONNECTIONS = 50;
    private static final String STREAMED = "stub-pace-50-tokens-40";

    private final Fleet fleet;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong streams = new AtomicLong();
    private final AtomicLong brokenStreams = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong askedAgain = new AtomicLong();
    private final AtomicLong brokenAnswers = new AtomicLong();
    private volatile boolean over;

    RollingRestart(Fleet fleet) {
        this.fleet = fleet;
    }

    boolean run() throws Exception {
        var threads = new ArrayList<Thread>();
        threads.add(new Thread(this::requests));
        for (var number = 0; number < SESSIONS; number++) {
            threads.add(new Thread(this::streams));
            threads.add(new Thread(this::sockets));
        }
        threads.forEach(Thread::start);
        try {
            fleet.restartOneByOne();
        } finally {
            over = true;
        }
        for (var thread : threads) {
            thread.join();
        }
        System.out.printf(
                "requests %d failed %d, streams %d broken %d, socket answers %d asked again %d broken %d%n",
                requests.get(),
                failed.get(),
                streams.get(),
                brokenStreams.get(),
                answers.get(),
                askedAgain.get(),
                brokenAnswers.get());
        return failed.get() == 0 && brokenStreams.get() == 0 && brokenAnswers.get() == 0;
    }

    private void requests() {
        try {
            do {
                var said = Fleet.Ab.get(fleet.uri("/api/knowledge/search?q=annual"))
                        .run(REQUESTS, CONNECTIONS);
                requests.addAndGet(said.complete());
                failed.addAndGet(said.failed());
            } while (!over);
        } catch (Exception broken) {
            failed.incrementAndGet();
            broken.printStackTrace();
        }
    }

    private void streams() {
        while (!over) {
            streams.incrementAndGet();
            try {
                var answer = client.send(
                        HttpRequest.newBuilder(URI.create(fleet.uri("/v1/chat/completions")))
                                .header("Authorization", "Bearer " + Fleet.KEY)
                                .header("Content-Type", "application/json")
                                .timeout(Duration.ofSeconds(60))
                                .POST(BodyPublishers.ofString("{\"model\":\"" + STREAMED
                                        + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
                                        + UUID.randomUUID() + "\"}]}"))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() != 200 || !answer.body().endsWith("data: [DONE]\n\n")) {
                    brokenStreams.incrementAndGet();
                    System.out.println("stream: " + answer.statusCode() + " " + end(answer.body()));
                }
            } catch (IOException broken) {
                brokenStreams.incrementAndGet();
                System.out.println("stream: " + broken);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 200));
    }

    private void sockets() {
        while (!over) {
            try {
                oneSocket();
            } catch (Exception broken) {
                brokenAnswers.incrementAndGet();
                System.out.println("socket: " + broken);
            }
        }
    }

    /** Answers over one socket, until it is told to go or all is over. */
    private void oneSocket() throws Exception {
        var listener = new Answers();
        var socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + Fleet.KEY)
                .buildAsync(URI.create(fleet.uri("/ws").replaceFirst("^http", "ws")), listener)
                .get(30, TimeUnit.SECONDS);
        while (!over) {
            var answer = listener.next();
            try {
                socket.sendText(
                                "{\"type\":\"chat\",\"id\":\"" + UUID.randomUUID() + "\",\"model\":\"" + STREAMED
                                        + "\",\"message\":\"" + UUID.randomUUID() + "\"}",
                                true)
                        .get(10, TimeUnit.SECONDS);
                if (answer.get(60, TimeUnit.SECONDS)) {
                    answers.incrementAndGet();
                    continue;
                }
            } catch (Exception cut) {
                if (listener.code != 1001) {
                    throw cut;
                }
            }
            askedAgain.incrementAndGet();
            return;
        }
        socket.abort();
    }

    /** Completes with true at the end of an answer, with false where the server says goodbye. */
    private static final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private volatile CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        private volatile int code;

        CompletableFuture<Boolean> next() {
            waiting = new CompletableFuture<>();
            if (code != 0) {
                onClose(null, code, "");
            }
            return waiting;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                if (text.indexOf("\"type\":\"done\"") >= 0) {
                    waiting.complete(true);
                } else if (text.indexOf("\"type\":\"error\"") >= 0) {
                    waiting.completeExceptionally(new IOException(text.toString()));
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            code = status;
            if (status == 1001) {
                waiting.complete(false);
            } else {
                waiting.completeExceptionally(new IOException("closed with " + status));
            }
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            waiting.completeExceptionally(failure);
        }
    }
}
