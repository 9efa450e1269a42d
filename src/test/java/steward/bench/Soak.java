package steward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import steward.platform.json.Json;

/**
 * Everything that callers do, at a fixed rate for as long as is asked, whether or not the answers keep up: chat from the
 * cache and past it, streams of which a part is left in the middle, searches, documents, tasks, sockets, sign-ins.
 *
 * <pre>
 * java … steward.bench.Soak PORT KEY PASSWORD REQUESTS_A_SECOND WARM_SECONDS SECONDS PAUSE
 * </pre>
 *
 * While the file PAUSE is there nothing is begun. Prints a line for each kind: {@code LOAD kind done failed}, and at the end
 * {@code LOAD all done failed left_out}, each from the end of the warming. What is left out was due while as many as it may
 * have were under way already. {@code bench/soak.sh} calls it.
 */
public final class Soak {
    private static final int AT_ONCE = 400;
    private static final String CHAT = "stub-tokens-20";
    private static final String PACED = "stub-pace-20-tokens-40";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String address;
    private final String key;
    private final String password;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicLong number = new AtomicLong(System.nanoTime());
    private final AtomicLong leftOut = new AtomicLong();
    private final List<Kind> kinds = List.of(
            new Kind("cached", 40, this::cached),
            new Kind("uncached", 6, this::uncached),
            new Kind("uncached with search and history", 6, this::asked),
            new Kind("streams", 10, this::stream),
            new Kind("streams left", 8, this::leftStream),
            new Kind("searches", 16, this::search),
            new Kind("tasks", 6, this::task),
            new Kind("sockets", 4, this::socket),
            new Kind("sockets left", 1, this::leftSocket),
            new Kind("sign-ins", 1, this::signIn),
            new Kind("pages", 2, this::page));
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private Soak(String address, String key, String password) {
        this.address = address;
        this.key = key;
        this.password = password;
    }

    private interface Act {
        void go() throws IOException, InterruptedException;
    }

    /** One thing that callers do, so many times in a hundred. */
    private record Kind(String name, int inAHundred, Act act, AtomicLong done, AtomicLong failed) {
        Kind(String name, int inAHundred, Act act) {
            this(name, inAHundred, act, new AtomicLong(), new AtomicLong());
        }
    }

    public static void main(String... arguments) throws InterruptedException {
        var soak = new Soak("http://127.0.0.1:" + arguments[0], arguments[1], arguments[2]);
        var warming = Integer.parseInt(arguments[4]);
        soak.run(Integer.parseInt(arguments[3]), warming, Integer.parseInt(arguments[5]), Path.of(arguments[6]));
        System.exit(0);
    }

    private void run(int rate, int warming, int seconds, Path pause) throws InterruptedException {
        var deck = deck();
        var callers = new ThreadPoolExecutor(
                0, AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), (late, pool) -> leftOut.incrementAndGet());
        var clock = Executors.newSingleThreadScheduledExecutor();
        var turn = new AtomicLong();
        clock.scheduleAtFixedRate(
                () -> {
                    if (!Files.exists(pause)) {
                        callers.execute(() -> act(deck.get((int) (turn.getAndIncrement() % deck.size()))));
                    }
                },
                0,
                TimeUnit.SECONDS.toNanos(1) / rate,
                TimeUnit.NANOSECONDS);
        clock.schedule(this::forget, warming, TimeUnit.SECONDS);
        clock.schedule(clock::shutdownNow, seconds, TimeUnit.SECONDS);
        clock.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        callers.shutdown();
        callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        report();
    }

    /** Each kind as often as it is to be in a hundred, shuffled in the same way in every run. */
    private List<Kind> deck() {
        var deck = new ArrayList<Kind>();
        kinds.forEach(kind -> deck.addAll(Collections.nCopies(kind.inAHundred(), kind)));
        Collections.shuffle(deck, new Random(1));
        return deck;
    }

    private void act(Kind kind) {
        try {
            kind.act().go();
            kind.done().incrementAndGet();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) {
            kind.failed().incrementAndGet();
            if (told.add(kind.name())) {
                // the first of each kind; all are counted
                System.err.println(kind.name() + ": " + failed);
            }
        }
    }

    private void forget() {
        leftOut.set(0);
        kinds.forEach(kind -> {
            kind.done().set(0);
            kind.failed().set(0);
        });
    }

    private void report() {
        var done = 0L;
        var failed = 0L;
        for (var kind : kinds) {
            done += kind.done().get();
            failed += kind.failed().get();
            System.out.println("LOAD " + kind.name() + " " + kind.done() + " " + kind.failed());
        }
        System.out.println("LOAD all " + done + " " + failed + " " + leftOut);
    }

    private void cached() throws IOException, InterruptedException {
        post("/v1/chat/completions", completion(CHAT, "same " + number.incrementAndGet() % 50, false));
    }

    private void uncached() throws IOException, InterruptedException {
        post("/v1/chat/completions", completion(CHAT, "once " + number.incrementAndGet(), false));
    }

    private void asked() throws IOException, InterruptedException {
        post("/api/chat", "{\"model\":\"" + CHAT + "\",\"message\":\"年假 once " + number.incrementAndGet() + "\"}");
    }

    private void stream() throws IOException, InterruptedException {
        read("/v1/chat/completions", completion(PACED, "stream " + number.incrementAndGet(), true), Integer.MAX_VALUE);
    }

    /** The caller goes after the fifth event, in the middle of the answer. */
    private void leftStream() throws IOException, InterruptedException {
        var n = number.incrementAndGet();
        if (n % 2 == 0) {
            read("/v1/chat/completions", completion(PACED, "left " + n, true), 5);
        } else {
            read("/api/chat", "{\"model\":\"" + PACED + "\",\"stream\":true,\"message\":\"left " + n + "\"}", 5);
        }
    }

    private void search() throws IOException, InterruptedException {
        var n = (int) (number.incrementAndGet() % 1_000);
        get("/api/knowledge/search?q=" + URLEncoder.encode(Words.question(n, n % 2 == 0), StandardCharsets.UTF_8));
    }

    private void task() throws IOException, InterruptedException {
        var accepted = post(
                "/api/tasks",
                "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"task " + number.incrementAndGet() + "\"}}");
        var ended = get("/api/tasks/" + accepted.path("id").asText() + "/result?wait=30");
        fine(ended.path("status").asText().equals("succeeded"), ended.toString());
    }

    private void socket() throws InterruptedException, IOException {
        var talk = new Talk("done");
        var socket = open(talk);
        talk.over();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Gone without a word while the answer comes. */
    private void leftSocket() throws InterruptedException, IOException {
        var talk = new Talk("delta");
        var socket = open(talk);
        talk.over();
        socket.abort();
    }

    private WebSocket open(Talk talk) {
        var socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create(address.replaceFirst("^http", "ws") + "/ws"), talk)
                .join();
        var n = number.incrementAndGet();
        socket.sendText(
                        "{\"type\":\"chat\",\"id\":\"" + n + "\",\"model\":\"" + PACED + "\",\"message\":\"socket " + n
                                + "\"}",
                        true)
                .join();
        return socket;
    }

    private void signIn() throws IOException, InterruptedException {
        var token = answer(request("/api/auth/login", "")
                        .POST(BodyPublishers.ofString("{\"username\":\"admin\",\"password\":\"" + password + "\"}")))
                .path("access_token")
                .asText();
        answer(request("/api/auth/me", token).GET());
        answer(request("/api/auth/logout", token).POST(BodyPublishers.noBody()));
    }

    private void page() throws IOException, InterruptedException {
        get(number.incrementAndGet() % 2 == 0 ? "/api/tasks" : "/api/metrics");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return answer(request(path, key).GET());
    }

    private JsonNode post(String path, String json) throws IOException, InterruptedException {
        return answer(request(path, key).POST(BodyPublishers.ofString(json)));
    }

    private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        fine(answer.statusCode() / 100 == 2, answer.uri() + " " + answer.statusCode());
        return answer.body().length == 0 ? Json.mapper().createObjectNode() : Json.tree(answer.body());
    }

    private void read(String path, String json, int most) throws IOException, InterruptedException {
        var answer = client.send(
                request(path, key).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofInputStream());
        // closing before its end breaks the connection
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            var events = lines.lines()
                    .filter(line -> line.startsWith("data:"))
                    .limit(most)
                    .count();
            fine(answer.statusCode() == 200 && events > 4, path + " " + answer.statusCode() + " " + events);
        }
    }

    private HttpRequest.Builder request(String path, String credential) {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json");
        return credential.isEmpty() ? request : request.header("Authorization", "Bearer " + credential);
    }

    private static String completion(String model, String text, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + text + "\"}]}";
    }

    private static void fine(boolean is, String otherwise) throws IOException {
        if (!is) {
            throw new IOException(otherwise);
        }
    }

    /** Listens until a frame of the wanted type. */
    private static final class Talk implements WebSocket.Listener {
        private final String wanted;
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<Void> over = new CompletableFuture<>();

        Talk(String type) {
            wanted = "\"type\":\"" + type + "\"";
        }

        void over() throws IOException {
            try {
                over.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            } catch (RuntimeException failed) {
                throw new IOException(failed);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                if (text.indexOf(wanted) >= 0) {
                    over.complete(null);
                } else if (text.indexOf("\"type\":\"error\"") >= 0) {
                    over.completeExceptionally(new IOException(text.toString()));
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            over.completeExceptionally(new IOException("closed with " + code));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            over.completeExceptionally(failure);
        }
    }
}
