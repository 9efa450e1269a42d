package steward.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/** A listener that remembers what it was told. */
public class Heard implements ModelListener {
    private final List<byte[]> events = new CopyOnWriteArrayList<>();
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger ends = new AtomicInteger();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final CompletableFuture<ModelOutcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<ProblemException> problem = new CompletableFuture<>();
    private volatile Consumer<byte[]> onEvent = data -> {};

    /** Runs this with each event. */
    public Heard doing(Consumer<byte[]> action) {
        onEvent = action;
        return this;
    }

    @Override
    public void asking(int attempt) {
        asked.add(attempt);
    }

    @Override
    public void event(byte[] data) {
        events.add(data);
        onEvent.accept(data);
    }

    @Override
    public void body(byte[] json) {
        body.complete(json);
    }

    @Override
    public void completed(ModelOutcome how) {
        ends.incrementAndGet();
        outcome.complete(how);
    }

    @Override
    public void failed(ProblemException why) {
        ends.incrementAndGet();
        problem.complete(why);
    }

    /** The number of each attempt, as it was told. */
    public List<Integer> asked() {
        return asked;
    }

    public int ends() {
        return ends.get();
    }

    public List<byte[]> events() {
        return events;
    }

    /** Waits for the good end. */
    public ModelOutcome outcome() {
        return waitFor(CompletableFuture.anyOf(outcome, problem.thenApply(Heard::unexpected)), ModelOutcome.class);
    }

    /** Waits for the bad end. */
    public ProblemException problem() {
        return waitFor(CompletableFuture.anyOf(problem, outcome.thenApply(Heard::unexpected)), ProblemException.class);
    }

    /** Waits for the good end and gives the body. */
    public String body() {
        outcome();
        return new String(body.join(), StandardCharsets.UTF_8);
    }

    /** Waits for the good end and gives the text of all chunks. */
    public String streamedText() {
        outcome();
        return textSoFar();
    }

    public String textSoFar() {
        var text = new StringBuilder();
        events.forEach(event -> text.append(content(event)));
        return text.toString();
    }

    private static String content(byte[] event) {
        try {
            return Json.mapper().readTree(event).at("/choices/0/delta/content").asText();
        } catch (IOException noJson) {
            throw new AssertionError(new String(event, StandardCharsets.UTF_8), noJson);
        }
    }

    private static Object unexpected(Object end) {
        throw end instanceof ProblemException problem
                ? new AssertionError(problem.type() + " " + problem.values(), problem)
                : new AssertionError("it went well: " + end);
    }

    private static <T> T waitFor(CompletableFuture<Object> end, Class<T> type) {
        return type.cast(end.orTimeout(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)
                .join());
    }
}
